/** Sign-in with user name and password, which NOMAD hands to its realm. They are used once and kept nowhere. */

import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { call } from '../oidc/http.ts';
import { refresh } from '../oidc/refresh.ts';
import { findServer } from '../oidc/server.ts';
import { claimsOf, concludeSignIn } from '../oidc/signed-in.ts';
import { readTokenBody, toTokenAnswer } from '../oidc/token-answer.ts';
import type { SignedIn, SignInSecrets, TokenAnswer } from '../provider.ts';
import { type Api, apiOfProfile, readAnswer, refusalOf } from './api.ts';
import { realmAt } from './realm.ts';
import { endOf, signedInWith } from './served-token.ts';
import { requireUser, type User } from './user.ts';

export async function signInWithPassword(
  profile: Profile,
  secrets: SignInSecrets,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<SignedIn> {
  const api = await apiOfProfile(profile, settings, signal);
  const answer = await requestTokens(api, secrets);
  const user = await requireUser(api, answer.accessToken);
  return (await renewable(profile, api, answer, user)) ?? lasting(profile, api, answer, user);
}

async function requestTokens(api: Api, { username, password }: SignInSecrets): Promise<TokenAnswer> {
  if (!username || !password) throw new TokenwellError('bad_request', 'NOMAD needs a user name and a password.');
  const place = 'token endpoint';
  const address = `${api.address}/auth/token`;
  const hop = nameHop(place, address);
  const answer = await call(api.caller, place, address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'password', username, password }).toString(),
  });
  if (answer.status >= 200 && answer.status <= 299) return toTokenAnswer(readTokenBody(answer, hop));
  const refusal = readAnswer(answer, hop);
  if (refusal.status !== 401) throw refusalOf(refusal);
  const detail = `${api.host} does not know this user name and password together.`;
  throw new TokenwellError('authorization_server_refused', detail, { hop });
}

/**
 * The grant of a session that its realm renews. The access token says which realm, and for which client: NOMAD's own.
 * It is renewed once, since only that shows that it can be: a client with a secret is renewed by nobody but NOMAD.
 * null where it cannot.
 */
async function renewable(profile: Profile, api: Api, answer: TokenAnswer, user: User): Promise<SignedIn | null> {
  if (!answer.refreshToken) return null;
  try {
    const { iss, azp, ...claims } = claimsOf(answer.accessToken) as Record<string, unknown>;
    const realm = profile.endpoints ? profile : realmAt(String(iss), profile, api);
    if (!realm) return null;
    const server = await findServer(realm, api.caller);
    const clientId = typeof azp === 'string' && azp ? azp : profile.clientId;
    const parties = { server, clientId, authentication: { method: 'none' as const }, caller: api.caller };
    const { grant } = await concludeSignIn(profile, parties, { answer, claims });
    const wish = { scopes: grant.scopes, resources: [], signal: api.caller.signal };
    const renewed = await refresh({ ...grant, id: 'unfiled' }, wish, api.caller.settings);
    return {
      grant: {
        ...grant,
        ...{ provider: 'nomad', issuer: api.issuer, subject: user.subject, resources: [] },
        refreshToken: renewed.refreshToken ?? grant.refreshToken,
      },
      answer: renewed,
      accountName: user.name,
    };
  } catch {
    return null;
  }
}

/** What was issued lives as long as it lives, and the account ends with it. */
function lasting(profile: Profile, api: Api, answer: TokenAnswer, user: User): SignedIn {
  const token = {
    kind: 'session' as const,
    value: answer.accessToken,
    scopes: answer.scopes ?? [],
    expiresAt: answer.expiresIn === null ? endOf(answer.accessToken) : undefined,
    clientId: profile.clientId,
  };
  return signedInWith(api, user, token, { ...answer, refreshToken: null, refreshExpiresIn: null });
}
