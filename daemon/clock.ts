/**
 * Time, as the daemon needs it: two clocks, and timers that are only hints.
 *
 * The monotonic clock stops while a laptop sleeps; the wall clock jumps when somebody sets it. Neither alone tells how
 * old a token is, so every age here is the larger of the two (design promise 4).
 */

/** A moment on both clocks, in milliseconds. */
export interface Instant {
  /** Milliseconds since the Unix epoch. */
  readonly wall: number;
  /** Milliseconds since an arbitrary start; does not count suspend. */
  readonly monotonic: number;
}

/** Cancels a timer; calling it twice, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

export interface Clock {
  now(): Instant;
  /** Calls back once, about `delay` milliseconds from now. Any finite delay is allowed; it never keeps the process alive. */
  after(delay: number, callback: () => void): CancelTimer;
}

/** Milliseconds since `start`: the larger of what the two clocks say, and never negative. */
export function elapsedSince(clock: Clock, start: Instant): number {
  const now = clock.now();
  return Math.max(0, now.wall - start.wall, now.monotonic - start.monotonic);
}

/** Node's timers hold a signed 32-bit count of milliseconds; a longer delay would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => ({ wall: Date.now(), monotonic: performance.now() }),

  after(delay, callback) {
    let timer: NodeJS.Timeout;
    const arm = (remaining: number) => {
      const step = Math.min(Math.max(0, remaining), longestTimer);
      timer = setTimeout(() => (remaining > step ? arm(remaining - step) : callback()), step);
      timer.unref();
    };
    arm(delay);
    return () => clearTimeout(timer);
  },
};

/** Resolves or rejects with the work, and resolves once the time is over. */
export async function within(clock: Clock, milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(milliseconds, resolve);
  try {
    await Promise.race([work, over]);
  } finally {
    cancel();
  }
}
