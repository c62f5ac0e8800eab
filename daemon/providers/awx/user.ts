/** Who somebody is at the controller, and whether a token works at all. */

import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { plainText } from '../plain-text.ts';
import type { ControllerApi } from './controller-api.ts';
import { summaryOf, textOf } from './token-items.ts';

export interface ControllerUser {
  /** As in `/users/ID/`; null: the server does not tell. */
  id: string | null;
  name: string;
}

/** AWX and the gateway have the first; what else is built on the newer platform's library may have the second, or none. */
const places = ['me/', 'users/me/'];

export async function whoAmI(api: ControllerApi): Promise<ControllerUser> {
  for (const place of places) {
    const answer = await readIfThere(api, place);
    if (!answer) continue;
    // A list of one, or the user itself.
    const user = readUser((Array.isArray(answer.results) ? answer.results[0] : answer) ?? {});
    if (user) return user;
    throw new ProviderFailure(`The ${api.hop} does not tell who is signed in.`, {
      ...{ kind: 'answer_lost', hop: api.hop, malformed: true },
    });
  }
  return ownerOfTokens(api);
}

async function readIfThere(api: ControllerApi, place: string): Promise<JsonObject | null> {
  try {
    return await api.read(place, { to: 'see who they are' });
  } catch (error) {
    if (error instanceof TokenwellError && error.code === 'not_found') return null;
    throw error;
  }
}

function readUser({ id, username }: JsonObject): ControllerUser | null {
  const name = typeof username === 'string' ? plainText(username, 128) : '';
  return Number.isSafeInteger(id) && name ? { id: String(id), name } : null;
}

/** Whoever sees the tokens of one user alone is that user. */
async function ownerOfTokens(api: ControllerApi): Promise<ControllerUser> {
  const items = await api.list('tokens/', { to: 'list tokens' });
  const owners = new Set(items.map(({ user }) => user));
  const [id] = owners;
  if (owners.size !== 1 || !Number.isSafeInteger(id)) return { id: null, name: 'unknown user' };
  const named = textOf(items.map((item) => summaryOf(item, 'user').username).find(Boolean));
  return { id: String(id), name: named || `user ${id}` };
}

/** null: the server does not take the token. Rejects where that cannot be told. */
export async function userOf(api: ControllerApi): Promise<ControllerUser | null> {
  try {
    return await whoAmI(api);
  } catch (error) {
    if (error instanceof TokenwellError && error.code === 'signed_out') return null;
    throw error;
  }
}
