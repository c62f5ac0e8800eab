import { refreshTokenGrant } from 'openid-client';

import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { RefreshRequest, TokenAnswer } from '../provider.ts';
import { requestParameters } from './parameters.ts';
import { partiesOfGrant } from './parties.ts';
import { requestTokens } from './token-request.ts';

/** One request (RFC 6749 §6), to where the grant says, with all that the grant carries. */
export async function refresh(grant: Grant, request: RefreshRequest, settings: OutgoingSettings): Promise<TokenAnswer> {
  const parties = partiesOfGrant(grant, settings, request.signal);
  const parameters = requestParameters(request);
  const { answer } = await requestTokens(parties, (library) =>
    refreshTokenGrant(library, grant.refreshToken, parameters),
  );
  return answer;
}
