/** The access tokens of one account, in memory only: one a variant, at most 16. */

import { createHash } from 'node:crypto';
import { type Clock, elapsedSince, type Instant } from '../../clock.ts';
import type { TokenAnswer } from '../../providers/provider.ts';
import { type Lifetime, lifetimeFrom } from './lifetime.ts';
import type { Variant } from './variant.ts';

export interface CachedToken {
  readonly variant: Variant;
  readonly accessToken: string;
  readonly tokenType: string;
  /** What the token really has, space-separated. */
  readonly scope: string;
  /** false: fewer were asked for, and the server gave more all the same. */
  readonly scopeMet: boolean;
  readonly life: Lifetime;
  /** SHA-256 of the access token, lower-case hex: how callers name a token that was refused. */
  readonly hash: string;
  /** It replaced a token that an API had refused. */
  readonly afterRejection: boolean;
  /** In [0, 1): this token's place in the spread of renewals. */
  readonly jitter: number;
  /** Last served; null: not yet. */
  usedAt: Instant | null;
}

export interface ReceivedToken {
  answer: TokenAnswer;
  /** When the request was sent. */
  sentAt: Instant;
  afterRejection: boolean;
  jitter: number;
}

/** A caller could make any number of variants; the least recently used ones give way. */
const mostVariants = 16;

export class TokenCache {
  readonly #clock: Clock;
  readonly #tokens = new Map<string, CachedToken>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The token of this variant, whatever its age. */
  find(variant: Variant): CachedToken | undefined {
    return this.#tokens.get(variant.key);
  }

  put(variant: Variant, { answer, sentAt, afterRejection, jitter }: ReceivedToken): CachedToken {
    const previous = this.#tokens.get(variant.key);
    const scopes = scopesOf(answer, variant);
    const token: CachedToken = {
      variant,
      accessToken: answer.accessToken,
      tokenType: answer.tokenType,
      scope: scopes.join(' '),
      scopeMet: !variant.narrowed || scopes.every((scope) => variant.scopes.includes(scope)),
      life: lifetimeFrom(sentAt, answer.expiresIn),
      hash: createHash('sha256').update(answer.accessToken).digest('hex'),
      afterRejection,
      jitter,
      usedAt: previous?.usedAt ?? null,
    };
    // A Map keeps the order of insertion: the newest goes to the end, the first is the one to drop.
    this.#tokens.delete(variant.key);
    this.#tokens.set(variant.key, token);
    if (this.#tokens.size > mostVariants) this.#dropLeastRecentlyUsed(variant.key);
    return token;
  }

  markUsed(token: CachedToken): void {
    token.usedAt = this.#clock.now();
  }

  /** Where a refresh kills the previous token, every other one is dead now. */
  dropAllBut(kept: CachedToken): void {
    for (const [key, token] of this.#tokens) if (token !== kept) this.#tokens.delete(key);
  }

  clear(): void {
    this.#tokens.clear();
  }

  all(): Iterable<CachedToken> {
    return this.#tokens.values();
  }

  get size(): number {
    return this.#tokens.size;
  }

  #dropLeastRecentlyUsed(except: string): void {
    let oldest: CachedToken | undefined;
    for (const token of this.#tokens.values()) {
      if (token.variant.key === except) continue;
      if (!oldest || lastUse(token) < lastUse(oldest)) oldest = token;
    }
    if (oldest) this.#tokens.delete(oldest.variant.key);
  }
}

/**
 * No scope in the answer means "as asked" (RFC 6749 §5.1). A Keycloak that is asked for less names the scopes of the grant
 * all the same; there the token itself tells what it has.
 */
function scopesOf({ scopes, scopesInToken }: TokenAnswer, variant: Variant): string[] {
  return (variant.narrowed ? scopesInToken : undefined) ?? scopes ?? variant.scopes;
}

/** An access token is kept fresh when it was used within its last two lifetimes. */
export function isInUse(token: CachedToken, clock: Clock): boolean {
  return token.usedAt !== null && elapsedSince(clock, token.usedAt) <= token.life.seconds * 2000;
}

function lastUse(token: CachedToken): number {
  return token.usedAt?.monotonic ?? 0;
}
