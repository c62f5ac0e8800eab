/** A clock that moves only when a test says so: forward, asleep, or set by hand. */

import type { CancelTimer, Clock, Instant } from '../../daemon/clock.ts';

interface Timer {
  dueAt: number;
  callback: () => void;
}

export class FakeClock implements Clock {
  #wall: number;
  #monotonic = 1_000;
  readonly #timers = new Set<Timer>();

  constructor(wall = Date.UTC(2026, 0, 15, 9, 0, 0)) {
    this.#wall = wall;
  }

  now(): Instant {
    return { wall: this.#wall, monotonic: this.#monotonic };
  }

  after(delay: number, callback: () => void): CancelTimer {
    const timer = { dueAt: this.#monotonic + Math.max(0, delay), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves both clocks by `milliseconds`, firing timers in their order, with a turn of the event loop after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#monotonic + milliseconds;
    await settle();
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.dueAt - b.dueAt)[0];
      if (!next || next.dueAt > end) break;
      this.#move(Math.max(0, next.dueAt - this.#monotonic));
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#move(end - this.#monotonic);
    await settle();
  }

  /** The machine sleeps: the wall clock goes on, the monotonic clock and the timers stand still. */
  suspend(milliseconds: number): void {
    this.#wall += milliseconds;
  }

  /** Somebody sets the clock on the wall. */
  setWall(milliseconds: number): void {
    this.#wall = milliseconds;
  }

  /** Delays in milliseconds of the timers that are armed, for looking at a schedule. */
  get pending(): number[] {
    return [...this.#timers].map((timer) => timer.dueAt - this.#monotonic).sort((a, b) => a - b);
  }

  #move(milliseconds: number): void {
    this.#wall += milliseconds;
    this.#monotonic += milliseconds;
  }
}

/** Lets promises and I/O callbacks that are ready run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
