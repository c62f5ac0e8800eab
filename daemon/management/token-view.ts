/** Long-lived tokens as windows and the CLI see them. */

import type { LeftToken, LongLivedToken, TokenKind } from '../api.ts';
import type { ManagedToken } from '../providers/management.ts';
import type { TokenRecord } from '../store/token-record-store.ts';

export interface View {
  /** How a token that is kept here can be exported. */
  exportOf(record: TokenRecord): LongLivedToken['export'];
  /** Id of the account. */
  account: string;
  kinds: readonly TokenKind[];
  /** Seconds since the Unix epoch. */
  now: number;
}

/** `record`: what is remembered here of a token that the server lists. */
export function viewToken(
  token: ManagedToken,
  { account, kinds, now, exportOf }: View,
  record?: TokenRecord,
): LongLivedToken {
  const expired = typeof token.expiresAt === 'number' && token.expiresAt <= now;
  const revoked = record !== undefined && record.revokedAt !== null;
  return {
    id: token.id,
    account,
    kind: token.kind,
    kind_label: kinds.find(({ kind }) => kind === token.kind)?.label ?? token.kind,
    description: token.description,
    scope: token.scope,
    owner: token.owner,
    own: token.own,
    application: token.application,
    created_at: token.createdAt,
    expires_at: typeof token.expiresAt === 'number' ? token.expiresAt : null,
    expiry: typeof token.expiresAt === 'number' ? 'at' : token.expiresAt === 'never' ? 'never' : 'unknown',
    last_used_at: token.lastUsedAt,
    state: revoked ? 'revoked' : expired ? 'expired' : 'active',
    kept_as: record?.keptAs?.profile ?? null,
    export: record && !revoked ? exportOf(record) : null,
    this_sign_in: false,
    in_use: token.inUse ?? false,
    actions: revoked ? [] : token.actions,
    // What is kept here has its value in the store.
    value_needed_for: record?.keptAs ? [] : token.valueNeededFor,
    notes: token.notes,
  };
}

/** Nobody is signed in who could ask the server what it calls this kind. */
export function leftToken(record: TokenRecord): LeftToken {
  const { id, profile, issuer, kind, description, scope, userName: owner, createdAt, expiresAt, keptAs } = record;
  const words = kind.replaceAll('_', ' ');
  return {
    ...{ id, profile, issuer, kind, description, scope, owner, created_at: createdAt },
    kind_label: words.charAt(0).toUpperCase() + words.slice(1),
    expires_at: typeof expiresAt === 'number' ? expiresAt : null,
    expiry: typeof expiresAt === 'number' ? 'at' : expiresAt === 'never' ? 'never' : 'unknown',
    kept_as: keptAs?.profile ?? null,
  };
}

export function tokenOfRecord(record: TokenRecord): ManagedToken {
  const { kind, description, scope, application, createdAt, expiresAt, actions, valueNeededFor, notes } = record;
  return {
    ...{ kind, description, scope, application, createdAt, expiresAt, actions, valueNeededFor, notes },
    id: record.id,
    owner: record.userName,
    own: true,
    lastUsedAt: null,
  };
}
