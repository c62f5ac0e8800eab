/** When to ask whether the person has approved a device flow: RFC 8628 §3.5, to the letter. */

import { type CancelTimer, type Clock, elapsedSince, type Instant } from '../clock.ts';
import { ProviderFailure } from '../providers/failure.ts';
import type { DeviceAuthorization, DevicePoll, SignedIn } from '../providers/provider.ts';

export interface PollingWatcher {
  /** The server asked for a longer interval; in seconds. */
  slowedDown(interval: number): void;
  /** A poll was not answered; polling goes on. */
  troubled(failure: ProviderFailure): void;
  /** A poll was answered again. */
  recovered(): void;
  /** A grant came although polling was stopped. */
  unwanted(signedIn: SignedIn): void;
  /** The last call, made once; never after `stop`. */
  ended(end: PollingEnd): void;
}

export type PollingEnd =
  | { outcome: 'signed_in'; signedIn: SignedIn }
  | { outcome: 'denied' | 'expired' }
  | { outcome: 'failed'; error: unknown };

/** Milliseconds that one poll may take. */
const longestPoll = 30_000;
/** Milliseconds: the longest pause that failures alone lead to. */
const longestBackoff = 60_000;

export class DevicePolling {
  readonly #clock: Clock;
  readonly #watcher: PollingWatcher;
  readonly #authorization: DeviceAuthorization;
  readonly #startedAt: Instant;
  readonly #abort = new AbortController();
  #cancelTimer: CancelTimer = () => {};
  /** Seconds. */
  #interval: number;
  /** Polls in a row without an answer. */
  #failures = 0;

  /** `startedAt`: when the server's answer came, from which on its `expires_in` counts. */
  constructor(
    authorization: DeviceAuthorization,
    options: { clock: Clock; startedAt: Instant; watcher: PollingWatcher },
  ) {
    this.#authorization = authorization;
    this.#interval = authorization.interval;
    this.#clock = options.clock;
    this.#startedAt = options.startedAt;
    this.#watcher = options.watcher;
  }

  start(): void {
    this.#wait(this.#interval * 1000);
  }

  /** Ends a poll that is under way, too. Nothing is told any more, save an unwanted grant. */
  stop(): void {
    this.#cancelTimer();
    this.#abort.abort();
  }

  /** Milliseconds of life that the codes have left. */
  get #remaining(): number {
    return this.#authorization.expiresIn * 1000 - elapsedSince(this.#clock, this.#startedAt);
  }

  #wait(pause: number): void {
    this.#cancelTimer = this.#clock.after(Math.min(pause, this.#remaining), () => {
      // Looked up anew: a timer may fire long after its time, when the machine slept.
      if (this.#remaining <= 0) return this.#watcher.ended({ outcome: 'expired' });
      void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    try {
      const answer = await this.#ask();
      if (!this.#abort.signal.aborted) this.#understand(answer);
      else if (answer.outcome === 'signed_in') this.#watcher.unwanted(answer.signedIn);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      if (!(error instanceof ProviderFailure) || error.kind === 'refused') {
        return this.#watcher.ended({ outcome: 'failed', error });
      }
      this.#backOff(error);
    }
  }

  async #ask(): Promise<DevicePoll> {
    const late = new AbortController();
    const cancelTimer = this.#clock.after(longestPoll, () => late.abort());
    try {
      return await this.#authorization.poll(AbortSignal.any([this.#abort.signal, late.signal]));
    } finally {
      cancelTimer();
    }
  }

  #understand(answer: DevicePoll): void {
    if (this.#failures > 0) this.#watcher.recovered();
    this.#failures = 0;
    switch (answer.outcome) {
      case 'pending':
        return this.#wait(this.#interval * 1000);
      case 'slow_down':
        // "increased by 5 seconds for this and all subsequent requests"
        this.#interval += 5;
        this.#watcher.slowedDown(this.#interval);
        return this.#wait(this.#interval * 1000);
      default:
        return this.#watcher.ended(answer);
    }
  }

  /** "On encountering a connection timeout, clients MUST unilaterally reduce their polling frequency": doubled each time. */
  #backOff(failure: ProviderFailure): void {
    this.#failures += 1;
    this.#watcher.troubled(failure);
    const interval = this.#interval * 1000;
    const backoff = Math.max(interval, Math.min(interval * 2 ** this.#failures, longestBackoff));
    this.#wait(Math.max(backoff, (failure.retryAfter ?? 0) * 1000));
  }
}
