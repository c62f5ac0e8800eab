/** One request for a token pair with user name, password and a client (RFC 6749 §4.3). */

import { genericGrantRequest } from 'openid-client';
import { ProviderFailure } from '../failure.ts';
import type { Parties } from '../oidc/parties.ts';
import { requestTokens } from '../oidc/token-request.ts';
import type { TokenAnswer } from '../provider.ts';
import type { Login } from './tapis-api.ts';

/** Throws `ProviderFailure`. */
export async function requestByPassword(
  parties: Parties,
  { username, password }: Login,
  scopes: readonly string[],
): Promise<TokenAnswer> {
  const parameters = { username, password, scope: scopes.join(' ') };
  try {
    const { answer } = await requestTokens(parties, (library) => genericGrantRequest(library, 'password', parameters));
    return answer;
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !error.endsGrant) throw error;
    const { hop } = error;
    const message = `The ${hop} does not accept this user name and password.`;
    throw new ProviderFailure(message, { kind: 'refused', error: 'invalid_grant', hop }, { cause: error });
  }
}
