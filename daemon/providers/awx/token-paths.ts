/** Paths of tokens, and of what belongs to a user, below the API's address. */

import type { Grant } from '../../grant.ts';
import { type Places, placesOfGrant } from './places.ts';

/** Where a user makes a personal access token. AWX takes the name in place of the id; the newer platform has one list for all. */
export function personalTokensOf({ api }: Pick<Places, 'api'>, user: string): string {
  return api.endsWith('/api/v2/') ? `users/${encodeURIComponent(user)}/personal_tokens/` : 'tokens/';
}

/** null: not known, so all that can be seen. */
export function tokensOf(userId: string | null): string {
  return userId === null ? 'tokens/' : `tokens/?user=${encodeURIComponent(userId)}`;
}

/** null: the newer platform has no such list. */
export function ownApplicationsOf(grant: Pick<Grant, 'endpoints' | 'issuer' | 'subject'>): string | null {
  if (grant.subject === null || !placesOfGrant(grant).api.endsWith('/api/v2/')) return null;
  return `users/${encodeURIComponent(grant.subject)}/applications/`;
}

export function tokenPath(id: string): string {
  return `tokens/${encodeURIComponent(id)}/`;
}
