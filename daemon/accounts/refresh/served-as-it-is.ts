/**
 * Grants of the kind `access_token`: a long-lived token that is itself what callers get. It comes from the store as often as
 * it is wanted; the server is asked only after an API has refused it, or when it should be over.
 */

import type { Instant } from '../../clock.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant, GrantDraft } from '../../grant.ts';
import type { SignedIn, TokenAnswer } from '../../providers/provider.ts';
import type { Variant } from '../tokens/variant.ts';

/** null: it should be over by now. */
export function answerAsItIs({ refreshToken, expiresAt }: Grant, now: Instant): TokenAnswer | null {
  const left = typeof expiresAt === 'number' ? expiresAt - now.wall / 1000 : null;
  return left === null || left > 0 ? answerLasting(refreshToken, left) : null;
}

/** For one that should be over and still works: nobody knows how long. */
export function answerBeyondItsEnd({ refreshToken }: Grant): TokenAnswer {
  return answerLasting(refreshToken, null);
}

/** Throws `narrowing_refused`. */
export function requireAsItIs(variant: Variant): void {
  if (variant.base) return;
  throw new TokenwellError(
    'narrowing_refused',
    'This is a long-lived token that is served as it is: it has the scopes it was made with, and no others can be had. Ask without a scope or resource.',
  );
}

/** A provider has no clock: where it told a life only, its end is counted from now. */
export function withEnd({ grant, answer }: SignedIn, receivedAt: Instant): GrantDraft {
  if (grant.kind !== 'access_token' || grant.expiresAt !== undefined || answer.expiresIn === null) return grant;
  return { ...grant, expiresAt: Math.floor(receivedAt.wall / 1000 + answer.expiresIn) };
}

function answerLasting(token: string, seconds: number | null): TokenAnswer {
  return {
    ...{ accessToken: token, tokenType: 'Bearer', expiresIn: seconds },
    ...{ scopes: null, refreshToken: null, refreshExpiresIn: seconds },
  };
}
