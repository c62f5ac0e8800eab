/** From what a sign-in brought to the grant that is kept. */

import { nameHop } from '../../address.ts';
import type { ClientAuthentication } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import { type Parties, readConnection } from '../oidc/parties.ts';
import { plainText } from '../plain-text.ts';
import type { SignedIn, TokenAnswer } from '../provider.ts';
import { type Places, placesOf } from './places.ts';
import { ask, textOf } from './tapis-api.ts';

/** The key and secret of a client, and where they may be sent. */
export interface ClientKeys {
  key: string;
  secret: string;
  /** Its name at the server; null where only the key is known. */
  name: string | null;
}

export interface Visit {
  profile: Profile;
  places: Places;
  caller: Parties['caller'];
}

/** Throws `insecure_address`, `configuration_broken`. */
export async function visit(profile: Profile, settings: OutgoingSettings, signal: AbortSignal): Promise<Visit> {
  const connection = await readConnection(profile, { method: 'none' });
  return { profile, places: placesOf(profile.issuer), caller: { settings, connection, signal } };
}

export function partiesOf({ places, caller, profile }: Visit, { key, secret }: ClientKeys): Parties {
  const authentication: ClientAuthentication = { method: 'client_secret_basic', clientSecret: secret };
  const { token, revocation } = places;
  return {
    ...{ clientId: key, authentication, caller },
    server: {
      ...{ issuer: profile.issuer, discovered: false, token, revocation, userinfo: null },
      ...{ deviceAuthorization: null, authorization: null, redirectNamesIssuer: false, idTokenAlgorithms: [] },
    },
  };
}

/** Tapis v2 has this one scope; `openid` is what profiles say that name none. */
export function scopesOf({ scopes }: Profile): string[] {
  return scopes.length === 0 || scopes.join(' ') === 'openid' ? ['PRODUCTION'] : scopes;
}

/** Throws `ProviderFailure` where the answer has no refresh token. */
export async function conclude(
  visited: Visit,
  keys: ClientKeys,
  answer: TokenAnswer,
  known: { refreshToken: string | null; username: string | null },
): Promise<SignedIn> {
  const { profile, places, caller } = visited;
  const refreshToken = answer.refreshToken ?? known.refreshToken;
  if (!refreshToken) {
    const hop = nameHop('token endpoint', places.token);
    throw new ProviderFailure(`The ${hop} gave no refresh token.`, { kind: 'answer_lost', hop, malformed: true });
  }
  const username = (await userNameOf(visited, answer.accessToken)) ?? known.username;
  return {
    accountName: username ?? 'unknown user',
    answer,
    grant: {
      provider: 'tapis',
      kind: 'refresh_token',
      issuer: profile.issuer,
      clientId: keys.key,
      clientAuthentication: { method: 'client_secret_basic', clientSecret: keys.secret },
      subject: username,
      scopes: [...new Set(answer.scopes ?? scopesOf(profile))].sort(),
      resources: [],
      endpoints: { token: places.token, revocation: places.revocation, userinfo: places.user },
      certificateAuthority: caller.connection.certificateAuthority,
      proxy: caller.connection.proxy,
      narrowing: profile.narrowing ?? 'unknown',
      refreshToken,
      ...(keys.name !== null && { details: { clientName: keys.name } }),
    },
  };
}

/** null: not told. A sign-in does not fail for want of a name, least of all after a one-time token was redeemed. */
async function userNameOf({ caller, places }: Visit, accessToken: string): Promise<string | null> {
  const authorization = `Bearer ${accessToken}`;
  try {
    const result = await ask(caller, { method: 'GET', place: 'profiles service', url: places.user, authorization });
    return plainText(textOf(result, 'username'), 128) || null;
  } catch {
    return null;
  }
}
