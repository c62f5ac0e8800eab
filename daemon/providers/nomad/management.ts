/** What a user of NOMAD can manage: app tokens, and from version 2.0 on personal access tokens. */

import type { TokenKind } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { AccountSession, Management, TokenReference, TokenTrial } from '../management.ts';
import { apiOfGrant } from './api.ts';
import { appToken, createAppToken, describeAppTokens } from './app-tokens.ts';
import {
  createPersonalToken,
  describePersonalTokens,
  listPersonalTokens,
  personalToken,
  revokePersonalToken,
  rotatePersonalToken,
} from './personal-tokens.ts';
import { endOf } from './served-token.ts';
import { tryToken } from './user.ts';

export function manageNomadTokens(settings: OutgoingSettings): Management {
  const apiOf = ({ grant, signal }: AccountSession) => apiOfGrant(grant, settings, signal);
  return {
    async capabilities(session) {
      const token = await session.accessToken();
      const kinds: (TokenKind | null)[] = await Promise.all([
        describePersonalTokens(apiOf(session), token),
        describeAppTokens(apiOf(session), token),
      ]);
      const found = kinds.filter((kind) => kind !== null);
      return { token_kinds: found, applications: null, notes: notesOn(session, found) };
    },
    list: async (session) => listPersonalTokens(apiOf(session), await session.accessToken(), session),
    create: async (session, kind, values) => {
      const create = kind === appToken ? createAppToken : createPersonalToken;
      return create(apiOf(session), await session.accessToken(), session, values);
    },
    rotate: async (session, { id }) => rotatePersonalToken(apiOf(session), await session.accessToken(), session, id),
    revoke: async (session, { token, value }) =>
      revokePersonalToken(apiOf(session), await session.accessToken(), token.id, value),
    test: (session, reference) => test(session, reference, settings),
  };
}

function notesOn({ grant }: AccountSession, kinds: TokenKind[]): string[] {
  if (grant.kind === 'access_token' && grant.details?.token !== 'session') {
    return ['This account is a long-lived token, and with one no others can be made. Sign in as yourself for that.'];
  }
  return kinds.some(({ kind }) => kind === personalToken)
    ? []
    : ['This NOMAD offers you no personal access tokens; they came with version 2.0.'];
}

async function test(
  session: AccountSession,
  reference: TokenReference,
  settings: OutgoingSettings,
): Promise<TokenTrial> {
  const { grant, signal } = session;
  const value = reference.value?.trim();
  if (!value) throw new TokenwellError('value_needed', 'Only its value shows whether a token works.');
  const trial = await tryToken(apiOfGrant(grant, settings, signal), value);
  const { expiresAt } = reference.token;
  const end = endOf(value) ?? (typeof expiresAt === 'number' ? expiresAt : null);
  if (trial.outcome === 'works') {
    return { works: true, as: trial.user.name, expiresAt: end, detail: 'It works.', successor: null };
  }
  if (trial.outcome === 'unnamed') {
    const detail = 'NOMAD takes it; its scopes do not let it ask whose it is (users:read).';
    return { works: true, as: null, expiresAt: end, detail, successor: null };
  }
  const detail = trial.expired
    ? 'It does not work: it has expired.'
    : 'It does not work: NOMAD says that it was revoked, has expired, or was never valid.';
  return { works: false, as: null, expiresAt: null, detail, successor: null };
}
