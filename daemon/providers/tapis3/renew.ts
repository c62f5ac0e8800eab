/** Renewal: a refresh token of Tapis v3 works for its client only, and a new one comes with each token. */

import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { Caller } from '../oidc/http.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import type { RefreshRequest, TokenAnswer } from '../provider.ts';
import { placesOf } from './places.ts';
import { requestTokens } from './tokens.ts';
import { userOf } from './user.ts';

export async function refresh(
  grant: Grant,
  { signal }: RefreshRequest,
  settings: OutgoingSettings,
): Promise<TokenAnswer> {
  const { caller } = partiesOfGrant(grant, settings, signal);
  return grant.kind === 'access_token' ? tryAsItIs(grant, caller) : renew(grant, caller);
}

export function renew(grant: Grant, caller: Caller): Promise<TokenAnswer> {
  const { clientAuthentication: proof, refreshToken, endpoints } = grant;
  const key = 'clientSecret' in proof ? proof.clientSecret : '';
  const wish = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return requestTokens(caller, { token: endpoints.token }, wish, { id: grant.clientId, key });
}

/** An API has refused the token, or it should be over. */
async function tryAsItIs({ issuer, refreshToken: value }: Grant, caller: Caller): Promise<TokenAnswer> {
  try {
    await userOf(caller, placesOf(issuer), value);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.error !== 'invalid_token') throw error;
    const { message, hop } = error;
    throw new ProviderFailure(message, { kind: 'refused', error: 'invalid_grant', hop }, { cause: error });
  }
  return {
    ...{ accessToken: value, tokenType: 'Bearer', expiresIn: null },
    ...{ scopes: null, refreshToken: null, refreshExpiresIn: null },
  };
}
