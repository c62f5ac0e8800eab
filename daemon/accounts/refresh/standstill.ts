/**
 * A renewal that takes longer than servers take: people are told what it waits for, long before it is given up. It is not
 * a failure; the answer may still come.
 */

import type { Clock, Instant } from '../../clock.ts';
import type { Flight } from './refresh-lane.ts';

/** Milliseconds after which it is worth telling: before callers give up, who wait ten seconds unless they say otherwise. */
const patience = 8_000;

export class Standstill {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #flight: { since: Instant; flight: Flight } | null = null;

  /** `changed` is called when one begins, and when it is over. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** null: nothing stands still. */
  get now(): { since: Instant; hop: string } | null {
    return this.#flight && { since: this.#flight.since, hop: this.#flight.flight.hop };
  }

  async watch<Result>(flight: Flight, work: () => Promise<Result>): Promise<Result> {
    const since = this.#clock.now();
    const cancel = this.#clock.after(patience, () => this.#become({ since, flight }));
    try {
      return await work();
    } finally {
      cancel();
      if (this.#flight) this.#become(null);
    }
  }

  #become(flight: { since: Instant; flight: Flight } | null): void {
    this.#flight = flight;
    this.#changed();
  }
}
