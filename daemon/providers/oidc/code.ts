/** The authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636), for native apps (RFC 8252). */

import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { isSafeAddress, nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';
import { plainErrorCode } from '../plain-text.ts';
import type { CodeAuthorization, SignedIn } from '../provider.ts';
import { requestParameters } from './parameters.ts';
import { type Parties, until } from './parties.ts';
import type { Server } from './server.ts';
import { concludeSignIn } from './signed-in.ts';
import { configure, requestTokens } from './token-request.ts';

/** What ties the redirect that comes back to the request that went out. */
interface Checks {
  expectedState: string;
  pkceCodeVerifier: string;
}

/** Throws `insecure_address` for a redirect URI that is neither https nor on loopback. */
export async function startCode(profile: Profile, parties: Parties, redirect: string): Promise<CodeAuthorization> {
  const redirectUri = requireRedirectUri(redirect);
  const checks = { expectedState: randomState(), pkceCodeVerifier: randomPKCECodeVerifier() };
  const parameters = requestParameters(profile);
  parameters.set('redirect_uri', redirectUri);
  parameters.set('state', checks.expectedState);
  parameters.set('code_challenge', await calculatePKCECodeChallenge(checks.pkceCodeVerifier));
  parameters.set('code_challenge_method', 'S256');
  // OpenID Connect Core §11: a server ignores offline_access unless consent is asked for.
  if (profile.scopes.includes('openid') && profile.scopes.includes('offline_access'))
    parameters.set('prompt', 'consent');
  const configuration = await configure(parties, 'authorization endpoint', () => ({}));
  return {
    authorizationUri: buildAuthorizationUrl(configuration, parameters).href,
    redeem: (callback, signal) => redeem(profile, until(signal, parties), checks, redirectUri, callback),
  };
}

async function redeem(
  profile: Profile,
  parties: Parties,
  checks: Checks,
  redirectUri: string,
  callback: URL,
): Promise<SignedIn> {
  requireOurCallback(callback, checks.expectedState, parties.server);
  // The redirect URI must be repeated as it was sent (RFC 6749 §4.1.3), however the callback came to us.
  const redirected = new URL(redirectUri);
  redirected.search = callback.search;
  const parameters = new URLSearchParams(profile.resources.map((resource): [string, string] => ['resource', resource]));
  const tokens = await requestTokens(parties, (library) =>
    authorizationCodeGrant(library, redirected, checks, parameters),
  );
  return concludeSignIn(profile, parties, tokens);
}

/**
 * The library checks all this again; here it gets its own words.
 * `bad_request` for a callback of another sign-in, which leaves this one waiting: anybody can call a loopback port.
 */
export function requireOurCallback(
  { searchParams }: URL,
  expectedState: string,
  server: Pick<Server, 'issuer' | 'authorization' | 'discovered' | 'redirectNamesIssuer'>,
): void {
  const hop = nameHop('authorization endpoint', server.authorization ?? server.issuer);
  if (searchParams.get('state') !== expectedState) {
    throw new TokenwellError('bad_request', 'This address does not belong to this sign-in: its state differs.', {
      hop,
    });
  }
  // RFC 9207 §2.4. Where no discovery told the issuer, there is nothing to hold `iss` against.
  const issuer = searchParams.get('iss');
  if (server.discovered && (issuer === null ? server.redirectNamesIssuer : issuer !== server.issuer)) {
    const detail = 'The browser came back from another authorization server than the one that was asked (RFC 9207).';
    throw new TokenwellError('issuer_mismatch', detail, { hop });
  }
  const error = searchParams.get('error');
  if (error === 'access_denied')
    throw new TokenwellError('sign_in_denied', `The ${hop} says that access was denied.`, { hop });
  if (error !== null) {
    throw new TokenwellError('authorization_server_refused', `The ${hop} answered \`${plainErrorCode(error)}\`.`, {
      hop,
    });
  }
  if (!searchParams.get('code')) {
    throw new TokenwellError('bad_request', 'This address has no authorization code.', { hop });
  }
}

/** RFC 8252 §7.3 and §8.3. Query and fragment have no place in it: they come back with the answer. */
export function requireRedirectUri(address: string): string {
  const url = URL.parse(address);
  if (url && isSafeAddress(address) && !url.search && !url.hash && !url.username) return url.href;
  throw new TokenwellError(
    'insecure_address',
    'The redirect URI must be https or on loopback, such as http://127.0.0.1:PORT/, without query or fragment.',
  );
}
