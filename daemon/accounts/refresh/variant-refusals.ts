/**
 * Variants that the server has refused lately. Neither a caller in a loop nor the upkeep asks for one of them again
 * before a pause is over; the grant's other variants know nothing of it.
 */

import { type Clock, elapsedSince, type Instant } from '../../clock.ts';
import type { TokenwellError } from '../../errors.ts';
import type { Variant } from '../tokens/variant.ts';

/** Milliseconds. */
const pause = 30_000;

export class VariantRefusals {
  readonly #clock: Clock;
  readonly #refusals = new Map<string, { error: TokenwellError; at: Instant }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  remember(variant: Variant, error: TokenwellError): void {
    for (const [key, { at }] of this.#refusals) {
      if (elapsedSince(this.#clock, at) >= pause) this.#refusals.delete(key);
    }
    this.#refusals.set(variant.key, { error, at: this.#clock.now() });
  }

  /** What the server had against it, as long as the pause lasts. */
  of(variant: Variant): TokenwellError | undefined {
    return this.remaining(variant) > 0 ? this.#refusals.get(variant.key)?.error : undefined;
  }

  /** Milliseconds until it may be asked for again. */
  remaining(variant: Variant): number {
    const refusal = this.#refusals.get(variant.key);
    return refusal ? Math.max(0, pause - elapsedSince(this.#clock, refusal.at)) : 0;
  }
}
