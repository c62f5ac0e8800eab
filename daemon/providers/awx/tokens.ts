/** Tokens of users: listed, made, changed, tried and revoked, each told apart from the others by the server's id. */

import type { FieldValues } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { AccountSession, ManagedToken, NewToken, SecretPart, TokenReference, TokenTrial } from '../management.ts';
import type { RevocationOutcome } from '../provider.ts';
import type { ControllerApi } from './controller-api.ts';
import { placesOfGrant } from './places.ts';
import { apiOf, userOfSession, withToken } from './session.ts';
import { concludeWithToken, noApplication } from './signed-in.ts';
import { tokenInUse } from './token-in-use.ts';
import { applicationToken, personalToken, readNewToken, readToken } from './token-items.ts';
import { personalTokensOf, tokenPath, tokensOf } from './token-paths.ts';
import { applicationOf, requestRevocation } from './token-request.ts';
import { userOf } from './user.ts';

export const carries =
  'Whoever has it can do at the controller what your roles and its scope allow, until it is revoked: it has no end worth mentioning. It belongs in a secrets service or an environment variable; never in a plain file, a notebook or git.';

export async function listTokens(
  session: AccountSession,
  { all }: { all: boolean },
  settings: OutgoingSettings,
): Promise<ManagedToken[]> {
  const api = await apiOf(session, settings);
  const viewer = userOfSession(session);
  const items = await api.list(all ? 'tokens/' : tokensOf(viewer.id), { to: 'list tokens' });
  const tokens = items.map((item) => readToken(item, viewer)).filter((token) => token !== null);
  const shown = all || viewer.id === null ? tokens : tokens.filter((token) => token.own);
  const inUse = tokenInUse(session.grant, items);
  return shown.map((token) => (token.id === inUse?.id ? { ...token, inUse: true, signsIn: inUse.isCertain } : token));
}

export async function createToken(
  session: AccountSession,
  kind: string,
  values: FieldValues,
  settings: OutgoingSettings,
): Promise<NewToken> {
  const { grant } = session;
  const api = await apiOf(session, settings);
  const owner = userOfSession(session);
  const application = kind === personalToken ? null : Number(values.application);
  const path = application === null ? personalTokensOf(placesOfGrant(grant), owner.id ?? owner.name) : 'tokens/';
  const wish = { description: values.description ?? '', scope: values.scope, application };
  const made = await api.create(path, wish, { to: 'make tokens' });
  const { token, value, refreshToken } = readNewToken(made, owner, api.hop);
  const secrets: SecretPart[] = [{ name: 'token', label: 'Token', value }];
  if (refreshToken) secrets.push({ name: 'refresh_token', label: 'Refresh token', value: refreshToken });
  const scopes = token.scope.split(' ').filter(Boolean).sort();
  const expiresAt = typeof token.expiresAt === 'number' ? token.expiresAt : null;
  const signedIn = concludeWithToken(
    ...([grant.issuer, placesOfGrant(grant), owner] as const),
    { certificateAuthority: grant.certificateAuthority, proxy: grant.proxy, clientCertificate: null },
    { value, id: token.id, scopes, expiresAt },
  );
  return { token, secrets, warning: carries, keep: { signedIn, scopes } };
}

export async function editToken(
  session: AccountSession,
  token: ManagedToken,
  values: FieldValues,
  settings: OutgoingSettings,
): Promise<ManagedToken> {
  const api = await apiOf(session, settings);
  const wish = { to: 'change this token', missing: 'token_not_found' as const };
  const changes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
  const changed = await api.change(tokenPath(token.id), changes, wish);
  return readToken(changed, userOfSession(session)) ?? token;
}

export async function revokeToken(
  session: AccountSession,
  { token, value }: TokenReference,
  settings: OutgoingSettings,
): Promise<RevocationOutcome> {
  const api = await apiOf(session, settings);
  const said = await end(session, api, { token, value: value?.trim() ?? null }, settings);
  const alive = value
    ? (await userOf(withToken(session, settings, { token: value.trim(), mayWrite: false }))) !== null
    : await isListed(api, token.id);
  if (!alive) return { outcome: 'revoked' };
  const message = `${api.host} says that token ${token.id} was ${said}, but it still ${value ? 'works' : 'lists it'}.`;
  throw new ProviderFailure(message, { kind: 'refused', hop: api.hop });
}

/**
 * By its id. Where that is not permitted (a sign-in that only reads), an application may still hand in the token itself at
 * the revocation endpoint; personal access tokens have none. Resolves with what the server says that it did.
 */
async function end(
  { grant, signal }: AccountSession,
  api: ControllerApi,
  { token, value }: TokenReference,
  settings: OutgoingSettings,
): Promise<'deleted' | 'revoked'> {
  try {
    await api.remove(tokenPath(token.id), { to: 'revoke this token', missing: 'token_not_found' });
    return 'deleted';
  } catch (error) {
    const refused = error instanceof TokenwellError && error.code === 'not_permitted';
    const application = token.kind === applicationToken && grant.clientId !== noApplication;
    if (!refused || !application || !value || !grant.endpoints.revocation) throw error;
    await requestRevocation(grant.endpoints.revocation, applicationOf(grant, settings, signal), value);
    return 'revoked';
  }
}

/** Without its value, that the server knows it no more is the best proof there is. */
async function isListed(api: ControllerApi, id: string): Promise<boolean> {
  try {
    await api.read(tokenPath(id), { to: 'see tokens', missing: 'token_not_found' });
    return true;
  } catch (error) {
    // It was the token that this account itself uses.
    if (error instanceof TokenwellError && /^(token_not_found|signed_out)$/.test(error.code)) return false;
    throw error;
  }
}

export async function testToken(
  session: AccountSession,
  { token, value }: TokenReference,
  settings: OutgoingSettings,
): Promise<TokenTrial> {
  if (!value) throw new TokenwellError('value_needed', 'A token is tried by using it: only its value can be used.');
  const user = await userOf(withToken(session, settings, { token: value.trim(), mayWrite: false }));
  const expiresAt = typeof token.expiresAt === 'number' ? token.expiresAt : null;
  const { host } = new URL(session.grant.issuer);
  const answer = { expiresAt: user && expiresAt, successor: null };
  if (!user) {
    const detail = `It does not work: ${host} says that it was revoked, has ended or was never valid.`;
    return { ...answer, works: false, as: null, detail };
  }
  const until = token.expiresAt === 'never' ? ', and does not expire' : '';
  return {
    ...answer,
    works: true,
    as: user.name,
    detail: `It works: ${host} takes its bearer for ${user.name}${until}.`,
  };
}
