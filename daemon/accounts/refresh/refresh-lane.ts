/**
 * The single lane through which all refreshes of one grant go, one after the other.
 *
 * Callers who want the same variant share one flight; those who want another variant of the same grant queue, because
 * two refreshes at once would spend the same refresh token twice. While the refresh token is on its way to another holder
 * the lane is held: its use by one of the two could end it for both.
 */

import type { CachedToken } from '../tokens/token-cache.ts';
import type { Variant } from '../tokens/variant.ts';

export interface Flight {
  readonly variant: Variant;
  /** The renewed token; rejects with a `TokenwellError`. */
  readonly token: Promise<CachedToken>;
  /** Somebody waits for it. */
  urgent: boolean;
  /** A caller's token had been refused by an API. */
  afterRejection: boolean;
  /** Where it is now, for people: `the token endpoint of auth.example.org`. */
  hop: string;
}

/** What the lane does for a flight whose turn it is. A rejection fails the flights that queue behind it, too. */
export type Fly = (flight: Flight) => Promise<CachedToken>;

/** With a refusal: whoever waits is not to fly, but told that. */
export type LetGo = (refusal?: Error) => void;

export interface FlightRequest {
  urgent: boolean;
  afterRejection: boolean;
}

interface QueuedFlight extends Flight {
  settle: (token: CachedToken) => void;
  fail: (error: unknown) => void;
}

export class RefreshLane {
  readonly #fly: Fly;
  readonly #emptied: () => void;
  /** The first is in flight. */
  #queue: QueuedFlight[] = [];
  #landed: Promise<void> = Promise.resolve();
  #running = false;
  #holds = 0;

  /** `emptied` is called whenever the last flight has landed. */
  constructor(fly: Fly, emptied: () => void) {
    this.#fly = fly;
    this.#emptied = emptied;
  }

  get busy(): boolean {
    return this.#queue.length > 0;
  }

  /** Joins the flight of this variant, or starts one. */
  request(variant: Variant, { urgent, afterRejection }: FlightRequest): Flight {
    const known = this.#queue.find((flight) => flight.variant.key === variant.key);
    if (known) {
      known.urgent ||= urgent;
      known.afterRejection ||= afterRejection;
      return known;
    }
    const { promise, resolve, reject } = Promise.withResolvers<CachedToken>();
    // A flight that nobody waits for may fail without being an unhandled rejection.
    promise.catch(() => {});
    const hop = this.#holds > 0 ? 'an export of its refresh token' : 'the queue for this grant';
    const flight: QueuedFlight = {
      variant,
      token: promise,
      urgent,
      afterRejection,
      hop,
      settle: resolve,
      fail: reject,
    };
    this.#queue.push(flight);
    this.#start();
    return flight;
  }

  /** Resolves when nothing is in flight any more, and nothing is queued that may fly. */
  async idle(): Promise<void> {
    while (this.#running) await this.#landed;
  }

  /** Resolves when whoever flies now has landed. The others wait until they are let go, which is done once. */
  async hold(): Promise<LetGo> {
    this.#holds += 1;
    await this.idle();
    return (refusal) => {
      this.#holds -= 1;
      if (refusal) this.#refuse(refusal);
      this.#start();
    };
  }

  #refuse(refusal: Error): void {
    for (const waiting of this.#queue.splice(0)) waiting.fail(refusal);
    this.#emptied();
  }

  #start(): void {
    if (this.#running || this.#holds > 0 || !this.busy) return;
    this.#running = true;
    this.#landed = this.#run();
  }

  async #run(): Promise<void> {
    for (let flight = this.#queue[0]; flight && this.#holds === 0; flight = this.#queue[0]) {
      try {
        const token = await this.#fly(flight);
        this.#queue.shift();
        flight.settle(token);
      } catch (error) {
        this.#failFrom(flight, error);
      }
    }
    this.#running = false;
    if (!this.busy) this.#emptied();
  }

  /** A refusal that concerns one variant fails that flight only; anything else would fail for the next ones as well. */
  #failFrom(flight: QueuedFlight, error: unknown): void {
    this.#queue.shift();
    if (error instanceof VariantRefused) return flight.fail(error.cause);
    flight.fail(error);
    for (const waiting of this.#queue.splice(0)) waiting.fail(error);
  }
}

/** Marks a failure that says nothing about the grant's other variants; `cause` is what the callers get. */
export class VariantRefused extends Error {
  override readonly cause: Error;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.cause = cause;
  }
}
