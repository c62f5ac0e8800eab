/** Sign-in with a user name and a password. They are used once and kept nowhere. */

import { hostname } from 'node:os';
import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { Caller } from '../oidc/http.ts';
import { plainText } from '../plain-text.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { ControllerApi } from './controller-api.ts';
import type { Places } from './places.ts';
import { scopesOf } from './scopes.ts';
import { concludeWithPair, concludeWithToken } from './signed-in.ts';
import { readNewToken, textOf } from './token-items.ts';
import { personalTokensOf } from './token-paths.ts';
import { type Application, requestTokens } from './token-request.ts';
import { whoAmI } from './user.ts';

type Credentials = Required<Pick<SignInSecrets, 'username' | 'password'>>;

/** Throws `bad_request`. */
export function readCredentials({ username, password }: SignInSecrets): Credentials {
  if (!username || !password) throw new TokenwellError('bad_request', 'A user name and a password are needed.');
  return { username, password };
}

/** By basic auth, which makes a personal access token. */
export async function signInByBasicAuth(
  profile: Profile,
  places: Places,
  caller: Caller,
  credentials: Credentials,
): Promise<SignedIn> {
  // RFC 7617 §2: the first colon ends the name.
  if (credentials.username.includes(':')) {
    throw new TokenwellError('bad_request', 'A user name with a colon cannot sign in by basic auth.');
  }
  const api = new ControllerApi(places.api, caller, credentials);
  const told = await whoAmI(api);
  const scopes = scopesOf(profile);
  const wish = {
    description: `Tokenwell on ${plainText(hostname(), 64)}`,
    ...{ application: null, scope: scopes.join(' ') },
  };
  // Last, so that nothing which fails leaves a token behind.
  const made = await api.create(personalTokensOf(places, told.id ?? credentials.username), wish, {
    to: 'make personal access tokens',
  });
  // A server that tells nowhere who somebody is tells it of a token.
  const user = told.id === null ? { id: textOf(made.user) || null, name: credentials.username } : told;
  const { token, value } = readNewToken(made, user, api.hop);
  const expiresAt = typeof token.expiresAt === 'number' ? token.expiresAt : null;
  return concludeWithToken(profile.issuer, places, user, caller.connection, {
    ...{ value, id: token.id, scopes, expiresAt, bySignIn: true },
  });
}

/** By the password grant (RFC 6749 §4.3) of the application that the profile names. */
export async function signInByPasswordGrant(
  profile: Profile,
  places: Places,
  application: Application,
  credentials: Credentials,
): Promise<SignedIn> {
  const address = `${places.oauth}token/`;
  const parameters = { grant_type: 'password', ...credentials, scope: scopesOf(profile).join(' ') };
  try {
    const answer = await requestTokens(address, application, parameters);
    return await concludeWithPair(profile, places, application, answer);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.error !== 'invalid_grant') throw error;
    const { host } = new URL(address);
    throw new TokenwellError('authorization_server_refused', `${host} refuses this user name and password.`);
  }
}
