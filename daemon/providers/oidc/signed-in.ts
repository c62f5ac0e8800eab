/** From a token endpoint's answer to the grant that is kept. */

import { decodeJwt } from 'jose';
import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { GrantKind } from '../../grant.ts';
import type { Profile } from '../../profile.ts';
import type { Narrowing, SignedIn } from '../provider.ts';
import type { Parties } from './parties.ts';
import type { Tokens } from './token-request.ts';
import { identifyUser } from './user.ts';

/** Where a grant remembers which scopes its server has, so that they can be chosen from later. */
export const offeredScopes = 'offeredScopes';

/** More than a form can show are of no help. */
const most = 60;

/** RFC 6749 §3.3: the characters of a scope name. */
const isScope = (name: string) => /^[!#-[\]-~]{1,120}$/.test(name);

/** `refreshToken` is the one to keep where the answer has no new one. Throws `authorization_server_refused`. */
export async function concludeSignIn(
  profile: Profile,
  parties: Parties,
  tokens: Tokens,
  refreshToken = tokens.answer.refreshToken,
): Promise<SignedIn> {
  if (!refreshToken) throw withoutRefreshToken(parties);
  const user = await identifyUser(tokens, parties);
  const { server, caller } = parties;
  const scopes = [...new Set(tokens.answer.scopes ?? profile.scopes)].sort();
  return {
    accountName: user.name,
    answer: tokens.answer,
    grant: {
      provider: 'oidc',
      kind: kindOf(refreshToken, scopes),
      issuer: server.issuer,
      clientId: parties.clientId,
      clientAuthentication: parties.authentication,
      subject: user.subject,
      scopes,
      resources: [...new Set(profile.resources)].sort(),
      endpoints: { token: server.token, revocation: server.revocation, userinfo: server.userinfo },
      certificateAuthority: caller.connection.certificateAuthority,
      proxy: caller.connection.proxy,
      narrowing: narrowingOf(profile, server.token),
      refreshToken,
      ...(server.scopes && { details: { [offeredScopes]: server.scopes.filter(isScope).slice(0, most).join(' ') } }),
    },
  };
}

/** Keycloak takes a narrower scope for the one access token only (seen on 26.7); of other servers nothing is known. */
export function narrowingOf(profile: Profile, tokenEndpoint: string): Narrowing {
  if (profile.narrowing) return profile.narrowing;
  return new URL(tokenEndpoint).pathname.endsWith('/protocol/openid-connect/token') ? 'safe' : 'unknown';
}

/** Keycloak's offline tokens say so themselves; a pasted one may come without its scope. */
function kindOf(refreshToken: string, scopes: string[]): GrantKind {
  return scopes.includes('offline_access') || claimsOf(refreshToken).typ === 'Offline'
    ? 'offline_token'
    : 'refresh_token';
}

/** Refresh tokens are opaque; of those that happen to be JWTs, some claims are worth telling. */
export function claimsOf(refreshToken: string): { typ?: unknown; exp?: number | undefined } {
  try {
    return decodeJwt(refreshToken);
  } catch {
    return {};
  }
}

function withoutRefreshToken({ server }: Parties): TokenwellError {
  const hop = nameHop('token endpoint', server.token);
  return new TokenwellError(
    'authorization_server_refused',
    `The ${hop} gave an access token but no refresh token, so it could not be renewed. Add offline_access to the profile's scope, or have refresh tokens enabled for the client.`,
    { hop },
  );
}
