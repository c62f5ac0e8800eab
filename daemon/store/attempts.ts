/**
 * Tries to open the secret store: one at a time, and not more often than every few seconds, however many ask. Where there is
 * somewhere else to ask (a window offered another address), the try under way is given up and the next one begins at once.
 */

import { type Clock, elapsedSince, type Instant, within } from '../clock.ts';

/** Milliseconds between tries. */
const pause = 5_000;

/** Milliseconds that a caller waits for a try that is under way. */
const callersPatience = 2_000;

export interface AttemptsParts {
  /** One try. Never rejects; `signal` is aborted when it is given up. */
  attempt: (signal: AbortSignal) => Promise<void>;
  /** false: the store is open, or closed for good. */
  areWanted: () => boolean;
  /** The next try would ask somewhere else than the last one did. */
  hasNews: () => boolean;
  clock: Clock;
}

export class Attempts {
  readonly #parts: AttemptsParts;
  #underWay: Promise<void> | null = null;
  #end = new AbortController();
  #last: Instant | null = null;

  constructor(parts: AttemptsParts) {
    this.#parts = parts;
  }

  /** Begins one, unless one is under way or was a moment ago. */
  begin(): void {
    const { attempt, areWanted, hasNews, clock } = this.#parts;
    if (!areWanted()) return;
    const isElsewhere = hasNews();
    if (this.#underWay) {
      if (isElsewhere) this.#end.abort();
      return;
    }
    if (!isElsewhere && this.#last && elapsedSince(clock, this.#last) < pause) return;
    this.#last = clock.now();
    this.#end = new AbortController();
    this.#underWay = attempt(this.#end.signal).then(() => {
      this.#underWay = null;
      if (hasNews()) this.begin();
    });
  }

  /** A person asks: the next one need not wait its turn. */
  forgetLast(): void {
    this.#last = null;
  }

  /** Resolves when the one under way has ended, after a short while at the latest. */
  async settled(): Promise<void> {
    if (this.#underWay) await within(this.#parts.clock, callersPatience, this.#underWay);
  }

  /** Gives up the one under way. */
  async end(): Promise<void> {
    this.#end.abort();
    await this.#underWay;
  }
}
