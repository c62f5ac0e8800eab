/** Tokens that Tokenwell serves as they are: app tokens, personal access tokens, and sessions that nothing can renew. */

import type { Grant, GrantDraft } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import type { RefreshRequest, RevocationOutcome, SignedIn, TokenAnswer } from '../provider.ts';
import { type Api, apiOfGrant, refusalOf } from './api.ts';
import { tryToken, type User } from './user.ts';

export type ServedTokenKind = 'app_token' | 'personal_access_token' | 'session';

export interface ServedToken {
  kind: ServedTokenKind;
  value: string;
  scopes: readonly string[];
  /** Seconds since the Unix epoch; null: none; undefined: counted from what the answer says. */
  expiresAt: number | null | undefined;
  clientId: string;
}

export function signedInWith(api: Api, user: User, token: ServedToken, answer = answerOf(token.value)): SignedIn {
  const { connection } = api.caller;
  const grant: GrantDraft = {
    provider: 'nomad',
    kind: 'access_token',
    issuer: api.issuer,
    clientId: token.clientId,
    clientAuthentication: { method: 'none' },
    subject: user.subject,
    scopes: [...new Set(token.scopes)].sort(),
    resources: [],
    endpoints: { token: `${api.address}/auth/token`, revocation: null, userinfo: `${api.address}/users/me` },
    certificateAuthority: connection.certificateAuthority,
    proxy: connection.proxy,
    narrowing: 'unknown',
    refreshToken: token.value,
    ...(token.expiresAt !== undefined && { expiresAt: token.expiresAt }),
    details: { token: token.kind },
  };
  return { grant, answer, accountName: user.name };
}

/** An API has refused it, or it should be over. */
export async function tryServedToken(
  grant: Grant,
  { signal }: RefreshRequest,
  settings: OutgoingSettings,
): Promise<TokenAnswer> {
  const trial = await tryToken(apiOfGrant(grant, settings, signal), grant.refreshToken);
  if (trial.outcome !== 'refused') return answerOf(grant.refreshToken);
  if (trial.answer.status !== 401) throw refusalOf(trial.answer);
  const { hop } = trial.answer;
  throw new ProviderFailure(`The ${hop} does not take the token any more.`, {
    ...{ kind: 'refused' as const, error: 'invalid_grant', hop },
  });
}

/** Only a session may end a personal access token, and nobody an app token; but it may be over already. */
export async function revokeServedToken(
  grant: Grant,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<RevocationOutcome> {
  const trial = await tryToken(apiOfGrant(grant, settings, signal), grant.refreshToken).catch(() => null);
  if (trial?.outcome === 'refused' && trial.answer.status === 401) return { outcome: 'revoked' };
  if (grant.details?.token !== 'personal_access_token') {
    return { outcome: 'cannot_be_revoked', livesUntil: grant.expiresAt ?? null };
  }
  const message = 'A personal access token cannot end itself: revoke it in the list of the account that made it.';
  throw new ProviderFailure(message, { kind: 'refused', hop: `NOMAD API of ${new URL(grant.issuer).host}` });
}

/** App tokens are JWTs that NOMAD signs for itself; when one ends is worth telling. Seconds since the Unix epoch. */
export function endOf(token: string): number | null {
  const { exp } = claimsOf(token);
  // Up to the year 5138, so that it can be shown as a date.
  return typeof exp === 'number' && exp > 0 && exp < 1e11 ? Math.floor(exp) : null;
}

function answerOf(value: string): TokenAnswer {
  return {
    ...{ accessToken: value, tokenType: 'Bearer', expiresIn: null },
    ...{ scopes: null, refreshToken: null, refreshExpiresIn: null },
  };
}
