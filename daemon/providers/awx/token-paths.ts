/** Paths of tokens below the API's address. */

import type { Places } from './places.ts';

/** Where a user makes a personal access token. AWX takes the name in place of the id; the newer platform has one list for all. */
export function personalTokensOf({ api }: Pick<Places, 'api'>, user: string): string {
  return api.endsWith('/api/v2/') ? `users/${encodeURIComponent(user)}/personal_tokens/` : 'tokens/';
}

/** null: not known, so all that can be seen. */
export function tokensOf(userId: string | null): string {
  return userId === null ? 'tokens/' : `tokens/?user=${encodeURIComponent(userId)}`;
}

export function tokenPath(id: string): string {
  return `tokens/${encodeURIComponent(id)}/`;
}
