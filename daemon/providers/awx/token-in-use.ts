/** Which of a user's tokens an account is signed in with. The controller tells that of none. */

import type { Grant } from '../../grant.ts';
import type { JsonObject } from '../oidc/answer.ts';

/**
 * A token that a sign-in made is known by its id. Of the others it is the one that was used last: the controller notes each
 * use, and the list itself (`items`) was asked for with it.
 */
export function tokenInUse(
  { details, kind, subject }: Pick<Grant, 'details' | 'kind' | 'subject'>,
  items: readonly JsonObject[],
): { id: string; isCertain: boolean } | null {
  if (details?.tokenId) return { id: details.tokenId, isCertain: true };
  const isCandidate = ({ user, application }: JsonObject) =>
    String(user) === subject && (kind === 'access_token' || typeof application === 'number');
  const [used] = items
    .filter(isCandidate)
    .toSorted((one, other) => lastUseOf(other) - lastUseOf(one) || Number(other.id) - Number(one.id));
  return used ? { id: String(used.id), isCertain: false } : null;
}

/** Milliseconds: tokens of scripts may be in use at this very moment. */
function lastUseOf({ last_used: lastUsed }: JsonObject): number {
  return Date.parse(String(lastUsed)) || 0;
}
