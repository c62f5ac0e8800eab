/** How long a caller is ready to wait. Callers leave at their deadline; the work that they waited for goes on. */

import { type Clock, elapsedSince, type Instant } from '../../clock.ts';

export const defaultDeadlineSeconds = 10;

export class Deadline {
  readonly #clock: Clock;
  readonly #start: Instant;
  readonly #milliseconds: number;

  constructor(clock: Clock, seconds: number = defaultDeadlineSeconds) {
    this.#clock = clock;
    this.#start = clock.now();
    this.#milliseconds = seconds * 1000;
  }

  /** Milliseconds left, never negative. */
  get remaining(): number {
    return Math.max(0, this.#milliseconds - elapsedSince(this.#clock, this.#start));
  }

  /** Milliseconds since the caller came. */
  get waited(): number {
    return elapsedSince(this.#clock, this.#start);
  }

  /** Settles as `work` does, or rejects with what `late` makes when the time is up first. */
  limit<Result>(work: Promise<Result>, late: () => Error): Promise<Result> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(this.remaining, () => reject(late()));
      work.then(resolve, reject).finally(cancel);
    });
  }

  /** Waits, at most until the deadline. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(Math.min(milliseconds, this.remaining), resolve);
    });
  }
}
