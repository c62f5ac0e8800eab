/** When a grant ends, as far as the server's `refresh_expires_in` tells. Times in milliseconds since the epoch. */

import type { AccountRecord } from '../../store/account-store.ts';

type GrantEnd = Pick<AccountRecord, 'lastRefreshAt' | 'grantEndsAt' | 'sessionEndsAt'>;
type Before = GrantEnd & Pick<AccountRecord, 'grantKind'>;

/**
 * What a refresh at `now` tells. A refresh pushes an idle limit ahead by the time since the last one; where the end
 * stays in its place, the session itself ends then, and no refresh will move it.
 */
export function advanceGrantEnd(before: Before, now: number, refreshExpiresIn: number | null): GrantEnd {
  if (refreshExpiresIn === null) return { lastRefreshAt: now, grantEndsAt: null, sessionEndsAt: null };
  const grantEndsAt = now + refreshExpiresIn * 1000;
  return { lastRefreshAt: now, grantEndsAt, sessionEndsAt: isFixed(before, now, grantEndsAt) ? grantEndsAt : null };
}

/** Servers count whole seconds; less time than this between two refreshes proves nothing. */
const shortestProof = 5_000;

function isFixed(before: Before, now: number, grantEndsAt: number): boolean {
  // A long-lived token that is served as it is.
  if (before.grantKind === 'access_token') return true;
  if (before.lastRefreshAt === null || before.grantEndsAt === null) return false;
  const between = now - before.lastRefreshAt;
  // Too close together to tell: an end that was known to be fixed stays so.
  if (between < shortestProof) return before.sessionEndsAt !== null;
  return grantEndsAt - before.grantEndsAt < between / 2;
}
