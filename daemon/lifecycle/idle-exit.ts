/** Ends the daemon when nobody has called for hours and nothing is due. */

import { type CancelTimer, type Clock, elapsedSince, type Instant } from '../clock.ts';

export interface IdleExitOptions {
  clock: Clock;
  /** Milliseconds without a caller; 0: never. Asked at each look, because it is a setting. */
  limit: () => number;
  /** Something keeps the daemon: a session to renew, a sign-in under way, what would be lost with it. */
  isNeeded: () => boolean;
  end: () => void;
}

/** Milliseconds between two looks. A call only sets a flag, so its time is known to within this. */
const lookInterval = 60_000;

export class IdleExit {
  readonly #options: IdleExitOptions;
  #calledSinceLook = false;
  #idleSince: Instant;
  #cancelLook: CancelTimer = () => {};

  constructor(options: IdleExitOptions) {
    this.#options = options;
    this.#idleSince = options.clock.now();
    this.#lookLater();
  }

  /** Somebody called. On the way of each token, so it costs nothing. */
  called(): void {
    this.#calledSinceLook = true;
  }

  stop(): void {
    this.#cancelLook();
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.clock.after(lookInterval, () => this.#look());
  }

  #look(): void {
    const { clock, limit, isNeeded, end } = this.#options;
    if (this.#calledSinceLook || isNeeded()) this.#idleSince = clock.now();
    this.#calledSinceLook = false;
    const longest = limit();
    if (longest > 0 && elapsedSince(clock, this.#idleSince) >= longest) return end();
    this.#lookLater();
  }
}
