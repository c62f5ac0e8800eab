/** Sign-in with a refresh token that exists already: the Token-Refresh set of AgavePy's environment. */

import { refreshTokenGrant } from 'openid-client';
import { TokenwellError } from '../../errors.ts';
import { requestTokens } from '../oidc/token-request.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { conclude, partiesOf, scopesOf, type Visit } from './signed-in.ts';

/** Redeems it, which uses it up: from then on only Tokenwell has one that works. */
export async function signInWithPastedGrant(
  visited: Visit,
  { refreshToken: given, clientSecret }: SignInSecrets,
): Promise<SignedIn> {
  const refreshToken = given?.trim();
  if (!refreshToken) throw new TokenwellError('bad_request', 'Paste a refresh token.');
  if (!clientSecret) {
    const advice =
      'name its key as `client_id`, set `token_endpoint_auth_method` to `client_secret_basic`, and give its secret.';
    throw new TokenwellError(
      'bad_request',
      `Tapis renews a token only for the client that it was issued to: in the profile ${advice}`,
    );
  }
  const keys = { key: visited.profile.clientId, secret: clientSecret, name: null };
  const scope = scopesOf(visited.profile).join(' ');
  const { answer } = await requestTokens(partiesOf(visited, keys), (library) =>
    refreshTokenGrant(library, refreshToken, { scope }),
  );
  return conclude(visited, keys, answer, { refreshToken, username: null });
}
