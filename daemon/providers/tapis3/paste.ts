/** Sign-in with a token that the person has: an access token is served as it is, a refresh token needs its client. */

import { TokenwellError } from '../../errors.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import type { SignedIn, SignInSecrets } from '../provider.ts';
import { lasting, noClient, renewable, type Visit } from './signed-in.ts';
import { requestTokens } from './tokens.ts';
import { userOf, userOfIssued } from './user.ts';

export async function signInWithPastedGrant(
  visited: Visit,
  { refreshToken: pasted, clientSecret }: SignInSecrets,
): Promise<SignedIn> {
  const token = pasted?.trim() ?? '';
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TokenwellError('bad_request', 'Paste an access or a refresh token.');
  const { profile, places, caller } = visited;
  const claims = claimsOf(token) as Record<string, unknown>;
  if (claims['tapis/token_type'] !== 'refresh') {
    const user = await userOf(caller, places, token);
    return lasting(visited, { ...servedAsItIs, accessToken: token }, user);
  }
  if (!clientSecret || profile.clientId === noClient) {
    throw new TokenwellError(
      'bad_request',
      'Tapis renews a token only for the client that it was issued to: in the profile name its id as `client_id`, set `token_endpoint_auth_method` to `client_secret_basic`, and give its key.',
    );
  }
  const client = { id: profile.clientId, key: clientSecret };
  const wish = { grant_type: 'refresh_token', refresh_token: token };
  const answer = await requestTokens(caller, places, wish, client);
  const user = await userOfIssued(caller, places, answer.accessToken);
  return renewable(visited, client, answer, user, answer.refreshToken ?? token);
}

const servedAsItIs = {
  ...{ tokenType: 'Bearer', expiresIn: null, scopes: null },
  ...{ refreshToken: null, refreshExpiresIn: null },
};
