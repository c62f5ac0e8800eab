/** Renewing the pair of an application's sign-in, or trying a token that is served as it is. */

import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { RefreshRequest, TokenAnswer } from '../provider.ts';
import { ControllerApi } from './controller-api.ts';
import { placesOfGrant } from './places.ts';
import { applicationOf, requestTokens } from './token-request.ts';
import { userOf } from './user.ts';

export async function refresh(
  grant: Grant,
  { scopes, signal }: RefreshRequest,
  settings: OutgoingSettings,
): Promise<TokenAnswer> {
  if (grant.kind === 'access_token') return tryToken(grant, settings, signal);
  const { token } = grant.endpoints;
  const parameters = { grant_type: 'refresh_token', refresh_token: grant.refreshToken, scope: scopes.join(' ') };
  try {
    return await requestTokens(token, applicationOf(grant, settings, signal), parameters);
  } catch (error) {
    // The engine knows failures only; this one may be over when an administrator has changed the setting.
    if (!(error instanceof TokenwellError)) throw error;
    throw new ProviderFailure(error.message, { kind: 'unavailable', hop: nameHop('token endpoint', token) });
  }
}

async function tryToken(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Promise<TokenAnswer> {
  const { api: address } = placesOfGrant(grant);
  const { caller } = applicationOf(grant, settings, signal);
  const api = new ControllerApi(address, caller, { token: grant.refreshToken, mayWrite: false });
  if (!(await userOf(api))) {
    const message = `${api.host} does not take this token any more: it was revoked or has ended.`;
    throw new ProviderFailure(message, { kind: 'refused', error: 'invalid_grant', hop: nameHop('API', address) });
  }
  return {
    ...{ accessToken: grant.refreshToken, tokenType: 'Bearer', expiresIn: null, scopes: null },
    ...{ refreshToken: null, refreshExpiresIn: null },
  };
}
