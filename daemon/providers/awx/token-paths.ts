/** Paths of tokens below the API's address. */

import type { Places } from './places.ts';

/** Where a user makes a personal access token. The newer platform has one list for all kinds. */
export function personalTokensOf({ api }: Pick<Places, 'api'>, userId: string): string {
  return api.endsWith('/api/v2/') ? `users/${userId}/personal_tokens/` : 'tokens/';
}

export function tokensOf(userId: string): string {
  return `tokens/?user=${encodeURIComponent(userId)}`;
}

export function tokenPath(id: string): string {
  return `tokens/${encodeURIComponent(id)}/`;
}
