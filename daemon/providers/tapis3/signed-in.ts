/** From what a sign-in brought to the grant that is kept: a refresh token and its client, or a token that is served as it is. */

import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { Caller } from '../oidc/http.ts';
import { readConnection } from '../oidc/parties.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import type { SignedIn, TokenAnswer } from '../provider.ts';
import type { ClientKeys } from './authenticator.ts';
import { type Places, placesOf } from './places.ts';
import { revokeToken } from './revoke.ts';
import { type TapisUser, userOfIssued } from './user.ts';

/** What profiles write as `client_id` where they name no client. */
export const noClient = 'none';

export interface Visit {
  profile: Profile;
  places: Places;
  caller: Caller;
}

/** Throws `insecure_address`, `configuration_broken`. */
export async function visit(profile: Profile, settings: OutgoingSettings, signal: AbortSignal): Promise<Visit> {
  const connection = await readConnection(profile, { method: 'none' });
  return { profile, places: placesOf(profile.issuer), caller: { settings, connection, signal } };
}

/** `client`: null where its key is not known; without it nothing can be renewed. */
export async function conclude(visited: Visit, client: ClientKeys | null, answer: TokenAnswer): Promise<SignedIn> {
  const user = await userOfIssued(visited.caller, visited.places, answer.accessToken);
  if (client && answer.refreshToken) return renewable(visited, client, answer, user, answer.refreshToken);
  // Nobody could ever use it, and it would live for a year.
  if (answer.refreshToken) await revokeToken(visited.caller, visited.places, answer.refreshToken).catch(() => {});
  return lasting(visited, answer, user);
}

/** `refreshToken`: the one to keep. */
export function renewable(
  visited: Visit,
  client: ClientKeys,
  answer: TokenAnswer,
  user: TapisUser,
  refreshToken: string,
): SignedIn {
  return {
    accountName: user.name,
    answer,
    grant: {
      ...grantOf(visited, user),
      ...{ kind: 'refresh_token', clientId: client.id, refreshToken },
      clientAuthentication: { method: 'client_secret_basic', clientSecret: client.key },
    },
  };
}

/** A token that nothing renews. Its end stands in it. */
export function lasting(visited: Visit, answer: TokenAnswer, user: TapisUser): SignedIn {
  const { exp } = claimsOf(answer.accessToken);
  return {
    accountName: user.name,
    answer: { ...answer, refreshToken: null, refreshExpiresIn: null },
    grant: {
      ...grantOf(visited, user),
      ...{ kind: 'access_token', clientId: visited.profile.clientId, clientAuthentication: { method: 'none' } },
      refreshToken: answer.accessToken,
      ...(answer.expiresIn === null && { expiresAt: typeof exp === 'number' ? Math.floor(exp) : null }),
    },
  };
}

/** Tapis v3 knows no scopes, so that what a profile names is as good as granted. */
function grantOf({ profile, places, caller: { connection } }: Visit, { subject }: TapisUser) {
  return {
    ...{ provider: 'tapis3', issuer: profile.issuer, subject, resources: [] },
    scopes: [...new Set(profile.scopes)].sort(),
    endpoints: { token: places.token, revocation: places.revocation, userinfo: places.user },
    ...{ certificateAuthority: connection.certificateAuthority, proxy: connection.proxy },
    narrowing: profile.narrowing ?? ('unknown' as const),
  };
}
