/** Ending all tokens of one application. The controller has no call for it, so each is deleted by itself. */

import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { AccountSession } from '../management.ts';
import { apiOf, userOfSession } from './session.ts';
import { readToken } from './token-items.ts';
import { tokenPath } from './token-paths.ts';

/** Resolves with what happened, whose tokens they were included: an administrator ends those of others too. */
export async function endTokensOf(session: AccountSession, id: string, settings: OutgoingSettings): Promise<string> {
  const api = await apiOf(session, settings);
  const path = `tokens/?application=${encodeURIComponent(id)}`;
  const name = `applications/${encodeURIComponent(id)}/`;
  // A wrong id would otherwise look like an application without tokens.
  await api.read(name, { to: 'see this application', missing: 'application_not_found' });
  const items = await api.list(path, { to: 'list its tokens', missing: 'application_not_found' });
  // Not all servers know this filter: what belongs to others stays.
  const tokens = items
    .filter(({ application }) => String(application) === id)
    .map((item) => readToken(item, userOfSession(session)))
    .filter((token) => token !== null);
  const ended = new Map<string, number>();
  for (const token of tokens) {
    try {
      await api.remove(tokenPath(token.id), { to: 'revoke tokens of others', missing: 'token_not_found' });
    } catch (error) {
      if (!(error instanceof TokenwellError)) throw error;
      // The account's own token may have been among them: its deletion is the last that it can do.
      if (error.code === 'token_not_found') continue;
      const rest = tokens.length - total(ended);
      throw new TokenwellError(error.code, `${error.message} Ended before: ${told(ended)}. Left: ${rest}.`);
    }
    ended.set(token.owner, (ended.get(token.owner) ?? 0) + 1);
  }
  return `Tokens that were ended: ${told(ended)}.`;
}

function total(ended: Map<string, number>): number {
  return [...ended.values()].reduce((sum, count) => sum + count, 0);
}

function told(ended: Map<string, number>): string {
  return [...ended].map(([owner, count]) => `${count} of ${owner}`).join(', ') || 'none';
}
