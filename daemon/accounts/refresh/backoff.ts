/** When to try again after a failure: exponential with full jitter, and never before the server said. */

import { type Clock, elapsedSince, type Instant } from '../../clock.ts';

const firstCeiling = 1_000;
const lastCeiling = 5 * 60_000;
/** Jitter may come out near zero; this keeps a broken server from being asked in a tight loop. */
const shortestDelay = 250;

export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  #since: Instant | null = null;
  #failedAt: Instant | null = null;
  #delay = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Counts a failure. `retryAfter`: seconds that the server asked for (RFC 9110 §10.2.3). */
  failed(retryAfter: number | undefined): void {
    const ceiling = Math.min(lastCeiling, firstCeiling * 2 ** Math.min(this.#failures, 20));
    const jittered = Math.max(shortestDelay, this.#random() * ceiling);
    this.#failures += 1;
    this.#failedAt = this.#clock.now();
    this.#since ??= this.#failedAt;
    this.#delay = (retryAfter ?? 0) * 1000 + jittered;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#since = null;
    this.#failedAt = null;
  }

  /** The reason for waiting may be gone (the machine woke up, the network is back): the next try may be now. */
  expedite(): void {
    if (this.#failedAt) this.#delay = 0;
  }

  get active(): boolean {
    return this.#failedAt !== null;
  }

  /** When the first failure of this row was. */
  get since(): Instant | null {
    return this.#since;
  }

  /** Milliseconds until the next try makes sense; 0: now. */
  remaining(): number {
    if (!this.#failedAt) return 0;
    return Math.max(0, this.#delay - elapsedSince(this.#clock, this.#failedAt));
  }
}
