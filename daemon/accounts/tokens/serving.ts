/** Whether a cached token will do for a request, and what the caller is told of it. */

import type { TokenResponse } from '../../api.ts';
import { type Clock, elapsedSince } from '../../clock.ts';
import { attainableMinTtl, defaultMinTtl, remaining } from './lifetime.ts';
import type { CachedToken } from './token-cache.ts';

export interface Wish {
  /** Seconds; undefined: the default. */
  minTtl: number | undefined;
  /** Hex prefix of the SHA-256 of a token that an API refused. */
  rejected: string | undefined;
}

/** Seconds during which a token that came in place of a refused one is not renewed again, lest a loop of 401s floods the server. */
const pauseAfterRejection = 2;

/**
 * True where the token can be served as it is.
 * `late`: a refresh of this grant kills the previous token, so only one that is nearly over is replaced.
 */
export function isGoodEnough(clock: Clock, token: CachedToken, wish: Wish, late: boolean): boolean {
  if (!isAlive(clock, token, wish)) return false;
  const needed = late ? defaultMinTtl(token.life) : attainableMinTtl(token.life, wish.minTtl);
  return remaining(clock, token.life) >= needed;
}

/** Not over, and not known to be refused. */
export function isAlive(clock: Clock, token: CachedToken, wish: Wish): boolean {
  return remaining(clock, token.life) > 0 && !isRejected(clock, token, wish.rejected);
}

function isRejected(clock: Clock, token: CachedToken, rejected: string | undefined): boolean {
  if (!rejected || !token.hash.startsWith(rejected)) return false;
  const age = elapsedSince(clock, token.life.start) / 1000;
  return !(token.afterRejection && age < pauseAfterRejection);
}

export function describeToken(
  clock: Clock,
  token: CachedToken,
  account: { id: string; profile: string },
  wish: Wish,
  header: string | undefined,
): TokenResponse {
  const left = remaining(clock, token.life);
  return {
    access_token: token.accessToken,
    token_type: token.tokenType,
    expires_in: token.life.told ? Math.floor(left) : null,
    expires_at: token.life.told ? Math.floor(clock.now().wall / 1000 + left) : null,
    scope: token.scope,
    profile: account.profile,
    account: account.id,
    ...(header !== undefined && { header }),
    scope_met: token.scopeMet,
    min_ttl_met: left >= (wish.minTtl ?? defaultMinTtl(token.life)),
  };
}
