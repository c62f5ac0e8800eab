/** The authorization code flow of an application, with PKCE: the library behind AWX takes it although it does not ask for it. */

import { calculatePKCECodeChallenge, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { Profile } from '../../profile.ts';
import { requireOurCallback, requireRedirectUri } from '../oidc/code.ts';
import type { CodeAuthorization, SignedIn } from '../provider.ts';
import { endpointsOf, type Places } from './places.ts';
import { scopesOf } from './scopes.ts';
import { concludeWithPair } from './signed-in.ts';
import { type Application, requestTokens } from './token-request.ts';

export async function startCode(
  profile: Profile,
  places: Places,
  application: Application,
  redirect: string,
): Promise<CodeAuthorization> {
  const redirectUri = requireRedirectUri(redirect);
  const state = randomState();
  const verifier = randomPKCECodeVerifier();
  const address = new URL(`${places.oauth}authorize/`);
  address.search = new URLSearchParams({
    ...{ response_type: 'code', client_id: application.clientId, redirect_uri: redirectUri, state },
    scope: scopesOf(profile).join(' '),
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();

  async function redeem(callback: URL, signal: AbortSignal): Promise<SignedIn> {
    requireOurCallback(callback, state, {
      ...{ authorization: address.href, issuer: profile.issuer },
      ...{ discovered: false, redirectNamesIssuer: false },
    });
    const current = { ...application, caller: { ...application.caller, signal } };
    const answer = await requestTokens(endpointsOf(places).token, current, {
      ...{ grant_type: 'authorization_code', code: callback.searchParams.get('code') ?? '' },
      ...{ redirect_uri: redirectUri, code_verifier: verifier },
    });
    return concludeWithPair(profile, places, current, answer);
  }
  return { authorizationUri: address.href, redeem };
}
