/** The sign-in of the account itself, shown among its long-lived tokens: people ask which of them is what keeps them signed in. */

import type { AccountSummary, LongLivedToken } from '../api.ts';
import { comesFrom, type Grant } from '../grant.ts';
import type { TokenRecord } from '../store/token-record-store.ts';

export const ownSignInId = 'this-sign-in';

const words: Record<AccountSummary['grant_kind'], { label: string; description: string }> = {
  refresh_token: { label: 'Session', description: 'This sign-in' },
  offline_token: { label: 'Offline token', description: 'This sign-in' },
  access_token: { label: 'Token kept in Tokenwell', description: 'This sign-in' },
};

/** A token that was made here has become the sign-in: it was pasted or imported. */
export function isSignIn({ valueDigest }: TokenRecord, grant: Grant): boolean {
  return valueDigest !== undefined && comesFrom(grant, valueDigest);
}

/** First the sign-in, once: where it is among those that are listed anyhow, the list tells more of it. null: signed out. */
export function withSignIn(
  account: AccountSummary | null,
  listed: { token: LongLivedToken; signsIn: boolean }[],
): LongLivedToken[] {
  if (!account) return listed.map(({ token }) => token);
  const known = listed.find(({ signsIn }) => signsIn)?.token;
  const others = listed.filter(({ signsIn }) => !signsIn).map(({ token }) => token);
  return [known ? asSignIn(known, ownSignIn(account)) : ownSignIn(account), ...others];
}

function asSignIn(known: LongLivedToken, own: LongLivedToken): LongLivedToken {
  const { id, state, kept_as, this_sign_in, in_use, actions, value_needed_for } = own;
  return {
    ...known,
    ...{ id, state, kept_as, this_sign_in, in_use, actions, value_needed_for },
    description: known.description || own.description,
    last_used_at: known.last_used_at ?? own.last_used_at,
  };
}

function ownSignIn(account: AccountSummary): LongLivedToken {
  const { label, description } = words[account.grant_kind];
  const end = account.session_ends_at ?? (account.grant_kind === 'offline_token' ? null : account.grant_ends_at);
  return {
    id: ownSignInId,
    account: account.id,
    kind: account.grant_kind,
    kind_label: label,
    description,
    scope: account.scope,
    owner: account.name,
    own: true,
    application: null,
    created_at: account.signed_in_at,
    expires_at: end,
    expiry: end === null ? 'unknown' : 'at',
    last_used_at: account.last_used_at,
    state: 'active',
    kept_as: account.profile,
    export: null,
    this_sign_in: true,
    in_use: true,
    actions: ['test', 'revoke'],
    value_needed_for: [],
    notes: [],
  };
}
