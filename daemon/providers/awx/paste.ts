/** Sign-in with a token that the person has already. */

import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';
import type { Caller } from '../oidc/http.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { ControllerApi } from './controller-api.ts';
import type { Places } from './places.ts';
import { scopesOf } from './scopes.ts';
import { concludeWithToken } from './signed-in.ts';
import { personalToken, readToken } from './token-items.ts';
import { tokensOf } from './token-paths.ts';
import { userOf } from './user.ts';

export async function signInWithToken(
  profile: Profile,
  places: Places,
  caller: Caller,
  { refreshToken: pasted }: SignInSecrets,
): Promise<SignedIn> {
  const value = pasted?.trim();
  if (!value || !/^[\x21-\x7e]+$/.test(value)) {
    throw new TokenwellError('bad_request', 'Paste a personal access token, or an access token of an application.');
  }
  const api = new ControllerApi(places.api, caller, { token: value, mayWrite: true });
  const user = await userOf(api);
  if (!user) {
    const detail = `${api.host} does not take this token. A personal access token or an access token is needed, not a refresh token; it may have been revoked.`;
    throw new TokenwellError('authorization_server_refused', detail);
  }
  const items = await api.list(tokensOf(user.id), { to: 'list their tokens' });
  const own = items.map((item) => readToken(item, user)).filter((token) => token?.own);
  // The server does not tell which one it is; where there is one alone, it is that.
  const only = own.length === 1 ? own[0] : undefined;
  const expiresAt = typeof only?.expiresAt === 'number' ? only.expiresAt : null;
  const scopes = only?.kind === personalToken ? only.scope.split(' ').filter(Boolean) : scopesOf(profile);
  return concludeWithToken(profile.issuer, places, user, caller.connection, {
    ...{ value, id: only?.id ?? null, scopes: [...scopes].sort(), expiresAt },
  });
}
