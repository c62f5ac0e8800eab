/** Who somebody is at the controller, and whether a token works at all. */

import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { plainText } from '../plain-text.ts';
import type { ControllerApi } from './controller-api.ts';

export interface ControllerUser {
  /** As in `/users/ID/`. */
  id: string;
  name: string;
}

export async function whoAmI(api: ControllerApi): Promise<ControllerUser> {
  const answer = await api.read('me/', { to: 'see who they are' });
  // A list of one; some of the newer platform's parts answer with the user itself.
  const user = (Array.isArray(answer.results) ? answer.results[0] : answer) as JsonObject | undefined;
  const id = user?.id;
  const name = typeof user?.username === 'string' ? plainText(user.username, 128) : '';
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || !name) {
    throw new ProviderFailure(`The ${api.hop} does not tell who is signed in.`, {
      kind: 'answer_lost',
      hop: api.hop,
      malformed: true,
    });
  }
  return { id: String(id), name };
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
