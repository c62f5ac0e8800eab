/** Where callers get the tokens of one account: from memory where there is one that will do, or by waiting for a renewal. */

import type { TokenResponse } from '../../api.ts';
import type { Clock, Instant } from '../../clock.ts';
import { TokenwellError } from '../../errors.ts';
import type { AccountRecord } from '../../store/account-store.ts';
import type { RefreshEngine } from '../refresh/refresh-engine.ts';
import { describeEnd, noTokenYet } from '../refresh/refresh-errors.ts';
import type { Deadline } from './deadline.ts';
import { describeToken, isAlive, isGoodEnough, type Wish } from './serving.ts';
import { type CachedToken, isInUse, type TokenCache } from './token-cache.ts';
import type { Variant } from './variant.ts';

export interface TokenDeskOptions {
  tokens: TokenCache;
  /** null once the account is signed out. */
  engine: () => RefreshEngine | null;
  record: () => Readonly<AccountRecord>;
  /** A token that nobody had used for a while is in use again, so its renewal must be planned. */
  inUse: () => void;
  /** Where APIs take the token in another header than the usual one. */
  header: string | undefined;
  clock: Clock;
}

export class TokenDesk {
  readonly #options: TokenDeskOptions;
  #usedAt: Instant | null = null;

  constructor(options: TokenDeskOptions) {
    this.#options = options;
  }

  /** When a token was last handed out since the daemon started. */
  get usedAt(): Instant | null {
    return this.#usedAt;
  }

  /** The warm path: what is in memory, if it will do. */
  serve(variant: Variant, wish: Wish): TokenResponse | undefined {
    const { tokens, clock } = this.#options;
    const engine = this.#options.engine();
    const token = tokens.find(variant);
    if (!engine || !token || !isGoodEnough(clock, token, wish, engine.renewLate)) return undefined;
    return this.#handOut(token, wish);
  }

  /**
   * Waits for a renewal, at most for the deadline. Where that brings nothing, a token that is still alive is better than
   * none, even if it has less life left than was asked for. Rejects with a `TokenwellError`.
   */
  async obtain(variant: Variant, wish: Wish, deadline: Deadline): Promise<TokenResponse> {
    try {
      return this.serve(variant, wish) ?? (await this.#wait(variant, wish, deadline));
    } catch (error) {
      const token = this.#alive(variant, wish);
      if (!token) throw error;
      return this.#handOut(token, wish);
    }
  }

  async #wait(variant: Variant, wish: Wish, deadline: Deadline): Promise<TokenResponse> {
    const engine = this.#options.engine();
    if (!engine) throw describeEnd(this.#options.record());
    const { pause } = engine;
    const pointless = pause > deadline.remaining || this.#alive(variant, wish) !== undefined;
    if (pause > 0 && pointless) throw noTokenYet(this.#options.record(), pause);
    if (pause > 0) {
      await deadline.pause(pause);
      return this.serve(variant, wish) ?? this.#wait(variant, wish, deadline);
    }
    const flight = engine.request(variant, { urgent: true, afterRejection: wish.rejected !== undefined });
    const token = await deadline.limit(flight.token, () => this.#tooLate(flight.hop, deadline));
    return this.#handOut(token, wish);
  }

  #alive(variant: Variant, wish: Wish): CachedToken | undefined {
    const token = this.#options.tokens.find(variant);
    return token && isAlive(this.#options.clock, token, wish) ? token : undefined;
  }

  #handOut(token: CachedToken, wish: Wish): TokenResponse {
    const { tokens, clock, inUse, record, header } = this.#options;
    const wasIdle = !isInUse(token, clock);
    tokens.markUsed(token);
    this.#usedAt = token.usedAt;
    if (wasIdle) inUse();
    return describeToken(clock, token, record(), wish, header);
  }

  #tooLate(hop: string, deadline: Deadline): TokenwellError {
    const seconds = Math.round(deadline.waited / 1000);
    const { name, profile } = this.#options.record();
    const detail = `No token for ${name} · ${profile} within ${seconds} s: waiting for ${hop}.`;
    return new TokenwellError('deadline_exceeded', detail, { hop });
  }
}
