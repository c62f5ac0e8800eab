/** Whose a token is. */

import type { Caller } from '../oidc/http.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import { plainText } from '../plain-text.ts';
import { ask, textOf } from './authenticator.ts';
import type { Places } from './places.ts';

export interface TapisUser {
  /** `alice@tacc`; null where the token is no JWT. */
  subject: string | null;
  name: string;
}

/** Throws `ProviderFailure`, with the error `invalid_token` where the server does not take it. */
export async function userOf(caller: Caller, places: Pick<Places, 'user'>, token: string): Promise<TapisUser> {
  const { result } = await ask(caller, { place: 'user information', url: places.user, by: { token } });
  return userIn(token, textOf(result, 'username'));
}

/** For tokens that the server has just issued, so that no sign-in fails for want of a name. */
export async function userOfIssued(caller: Caller, places: Places, token: string): Promise<TapisUser> {
  try {
    return await userOf(caller, places, token);
  } catch {
    return userIn(token, '');
  }
}

function userIn(token: string, told: string): TapisUser {
  const claims = claimsOf(token) as Record<string, unknown>;
  const claim = (name: string) => (typeof claims[name] === 'string' ? plainText(claims[name], 128) : '');
  return {
    subject: claim('sub') || null,
    name: plainText(told, 128) || claim('tapis/username') || claim('sub') || 'unknown user',
  };
}
