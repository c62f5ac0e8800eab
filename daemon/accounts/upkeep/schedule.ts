/**
 * Wakes up when some account has a renewal due. Timers are hints: after a suspend or a change of the clock they come
 * early or late, so the schedule looks again at least every half minute and trusts only what the two clocks say.
 */

import type { CancelTimer, Clock, Instant } from '../../clock.ts';

/** Milliseconds. A machine that wakes up has its tokens renewed within this time even if nobody calls. */
const longestNap = 30_000;
/** The wall clock ran ahead of the monotonic one by more than this: the machine slept, or somebody set the clock. */
const jump = 5_000;

export interface Upkeep {
  /** Milliseconds until the next renewal is due; null: none is in sight. */
  nextIn(): number | null;
  /** Starts the renewals that are due. */
  renewDue(): void;
  /** The machine has just woken up, so waits for a server may be over. */
  resumed(): void;
}

export class Schedule {
  readonly #clock: Clock;
  readonly #upkeep: Upkeep;
  #lastLook: Instant;
  #cancel: CancelTimer = () => {};
  #stopped = false;
  #pending = false;

  constructor(clock: Clock, upkeep: Upkeep) {
    this.#clock = clock;
    this.#upkeep = upkeep;
    this.#lastLook = clock.now();
  }

  /** Something changed that may move the next renewal. Cheap: the work is done once, after the current turn. */
  poke(): void {
    if (this.#pending || this.#stopped) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      this.#look();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #look(): void {
    if (this.#stopped) return;
    this.#cancel();
    this.#noticeJump();
    this.#upkeep.renewDue();
    // Also where nothing is in sight: the settings may change, by hand in their file.
    const next = this.#upkeep.nextIn() ?? longestNap;
    const nap = Math.max(0, Math.min(next, longestNap));
    this.#cancel = this.#clock.after(nap, () => this.#look());
  }

  #noticeJump(): void {
    const now = this.#clock.now();
    const wall = now.wall - this.#lastLook.wall;
    const monotonic = now.monotonic - this.#lastLook.monotonic;
    this.#lastLook = now;
    if (wall - monotonic > jump) this.#upkeep.resumed();
  }
}
