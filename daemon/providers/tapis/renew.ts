/** Renewal by the refresh token, which works once; and by the password, where the person wanted it kept. */

import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { refresh } from '../oidc/refresh.ts';
import type { RefreshRequest, TokenAnswer } from '../provider.ts';
import { keptLogin } from './kept-login.ts';
import { requestByPassword } from './password-grant.ts';

/** A password that is wrong by now ends the sign-in, so that it is sent once and no more. */
export async function renew(grant: Grant, request: RefreshRequest, settings: OutgoingSettings): Promise<TokenAnswer> {
  try {
    return await refresh(grant, request, settings);
  } catch (error) {
    const login = keptLogin(grant);
    if (!login || !(error instanceof ProviderFailure) || !error.endsGrant) throw error;
    return requestByPassword(partiesOfGrant(grant, settings, request.signal), login, request.scopes);
  }
}
