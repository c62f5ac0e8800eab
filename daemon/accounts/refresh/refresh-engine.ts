/**
 * The refresh engine of one grant: single flight, intent before send, persist before serve, back off on failure.
 *
 * It decides what a failure means. One answer ends the grant; everything else is temporary, and is tried again later
 * while the tokens that were issued go on being served. It knows no HTTP and no backend.
 */

import type { EndReason } from '../../api.ts';
import type { Clock, Instant } from '../../clock.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { Log } from '../../log.ts';
import { ProviderFailure } from '../../providers/failure.ts';
import type { Provider, TokenAnswer } from '../../providers/provider.ts';
import type { GrantStore } from '../../store/grant-store.ts';
import type { CachedToken } from '../tokens/token-cache.ts';
import type { Variant } from '../tokens/variant.ts';
import { Backoff } from './backoff.ts';
import { GrantKeeper } from './grant-keeper.ts';
import { type AttemptResult, attemptRefresh } from './refresh-attempt.ts';
import { describeFailure, describeRefusal } from './refresh-errors.ts';
import { type Flight, type FlightRequest, type LetGo, RefreshLane, VariantRefused } from './refresh-lane.ts';
import { Standstill } from './standstill.ts';
import { VariantRefusals } from './variant-refusals.ts';

export interface RefreshEngineOptions {
  grantId: string;
  provider: Provider;
  grants: GrantStore;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /** With the account's id and profile in its fields. */
  log: Log;
  /** A new token, already safe to serve: puts it into the cache. */
  renewed: (flight: Flight, answer: TokenAnswer, sentAt: Instant) => CachedToken;
  /** The grant is over; returns what the callers are told. */
  ended: (reason: EndReason) => Promise<TokenwellError>;
  /** Temporarily no luck; `error` is what the callers are told. */
  failed: (error: TokenwellError) => void;
  /** `atRisk` or `standstill` changed. */
  changed: () => void;
  /** No refresh is under way any more. */
  landed: () => void;
}

export class RefreshEngine {
  readonly #options: RefreshEngineOptions;
  readonly #lane: RefreshLane;
  readonly keeper: GrantKeeper;
  /** After failures of the server: nobody asks it again before. */
  readonly #backoff: Backoff;
  /** After renewals that were put off for the store's sake: a caller in need is served all the same. */
  readonly #postponement: Backoff;
  readonly #refusals: VariantRefusals;
  readonly #standstill: Standstill;
  #maybeRotated = false;
  #renewLate = false;

  constructor(options: RefreshEngineOptions) {
    this.#options = options;
    this.#lane = new RefreshLane((flight) => this.#fly(flight), options.landed);
    this.#backoff = new Backoff(options.clock, options.random);
    this.#postponement = new Backoff(options.clock, options.random);
    this.#refusals = new VariantRefusals(options.clock);
    this.#standstill = new Standstill(options.clock, options.changed);
    this.keeper = new GrantKeeper({
      ...options,
      failed: (error) => {
        const code = error instanceof TokenwellError ? error.code : 'unknown';
        options.log.error({ code }, 'a rotated refresh token could not be written to the store; it is tried again');
      },
    });
  }

  /** An answer was lost after which the server may have rotated the refresh token. */
  get maybeRotated(): boolean {
    return this.#maybeRotated;
  }

  /** A refresh of this grant kills the previous access token. Known once the grant was read. */
  get renewLate(): boolean {
    return this.#renewLate;
  }

  learn(grant: Grant): void {
    this.#renewLate = this.#options.provider.grantTraits(grant).refreshRevokesPrevious;
  }

  get retrying(): boolean {
    return this.#backoff.active || this.#postponement.active;
  }

  /** When the trouble began; null: there is none. */
  get retryingSince(): Instant | null {
    return this.#backoff.since ?? this.#postponement.since;
  }

  /** What a renewal has been waiting for, for longer than servers take; null: for nothing. */
  get standstill(): { since: Instant; hop: string } | null {
    return this.#standstill.now;
  }

  /** Milliseconds before a renewal that nobody waits for should be tried. */
  retryIn(variant: Variant): number {
    return Math.max(this.#backoff.remaining(), this.#postponement.remaining(), this.#refusals.remaining(variant));
  }

  /** Milliseconds before even a caller in need should ask the server again. */
  get pause(): number {
    return this.#backoff.remaining();
  }

  /** The reason for waiting may be gone: the next try may be now. */
  expedite(): void {
    this.#backoff.expedite();
    this.#postponement.expedite();
  }

  get busy(): boolean {
    return this.#lane.busy;
  }

  /** Joins the refresh of this variant that is under way, or starts one. */
  request(variant: Variant, request: FlightRequest): Flight {
    return this.#lane.request(variant, request);
  }

  /** Resolves when no refresh is under way and what was rotated is written, or cannot be. For the daemon's end. */
  async finish(): Promise<void> {
    await this.#lane.idle();
    await this.keeper.flush();
  }

  /** Resolves when no refresh is under way. */
  idle(): Promise<void> {
    return this.#lane.idle();
  }

  /** Resolves when no refresh is under way; none begins before what it resolves with is called. */
  hold(): Promise<LetGo> {
    return this.#lane.hold();
  }

  async #fly(flight: Flight): Promise<CachedToken> {
    const refusal = this.#refusals.of(flight.variant);
    if (refusal) throw new VariantRefused(refusal);
    const result = await this.#standstill.watch(flight, () => this.#attempt(flight));
    if (result.outcome === 'renewed') {
      this.#backoff.succeeded();
      this.#postponement.succeeded();
      this.#maybeRotated = false;
      return this.#options.renewed(flight, result.answer, result.sentAt);
    }
    if (result.outcome === 'ended') {
      this.#options.log.warn({ reason: result.reason }, 'the sign-in has ended');
      throw await this.#options.ended(result.reason);
    }
    if (result.outcome === 'postponed') throw this.#tell(result.error, this.#postponement);
    this.#maybeRotated = result.maybeRotated;
    if (isAboutVariant(result.error, flight.variant)) throw this.#refuse(flight.variant, describeRefusal(result.error));
    throw this.#backOff(result.error);
  }

  async #attempt(flight: Flight): Promise<AttemptResult> {
    const { provider, clock } = this.#options;
    try {
      return await attemptRefresh({
        keeper: this.keeper,
        provider,
        variant: flight.variant,
        clock,
        answerLostBefore: this.#maybeRotated,
        urgent: () => flight.urgent,
        afterRejection: () => flight.afterRejection,
        at: (hop) => {
          flight.hop = hop;
        },
        read: (grant) => this.learn(grant),
      });
    } catch (error) {
      throw this.#couldNotTry(error, flight.variant);
    }
  }

  /** The attempt threw: the store is locked or broken, or the request may not be sent at all. */
  #couldNotTry(error: unknown, variant: Variant): Error {
    if (!(error instanceof TokenwellError)) {
      const name = error instanceof Error ? error.name : typeof error;
      return this.#backOff(
        new TokenwellError('internal_error', `The renewal failed in a way that was not foreseen (${name}).`),
      );
    }
    if (error.code === 'narrowing_refused') return this.#refuse(variant, error);
    // Unlocking brings the account back by itself; there is nothing to back off from.
    if (error.code === 'store_locked') return error;
    return this.#backOff(error);
  }

  #refuse(variant: Variant, error: TokenwellError): VariantRefused {
    this.#refusals.remember(variant, error);
    return new VariantRefused(error);
  }

  #backOff(failure: ProviderFailure | TokenwellError): TokenwellError {
    return this.#tell(failure, this.#backoff);
  }

  #tell(failure: ProviderFailure | TokenwellError, backoff: Backoff): TokenwellError {
    backoff.failed(failure instanceof ProviderFailure ? failure.retryAfter : undefined);
    const error = describeFailure(failure, backoff.remaining());
    this.#options.log.warn({ code: error.code, hop: error.extensions.hop }, error.message);
    this.#options.failed(error);
    return error;
  }
}

/** The server has something against this scope or resource, not against the grant. */
function isAboutVariant(failure: ProviderFailure | TokenwellError, variant: Variant): failure is ProviderFailure {
  if (variant.base || !(failure instanceof ProviderFailure)) return false;
  return failure.error === 'invalid_scope' || failure.error === 'invalid_target';
}
