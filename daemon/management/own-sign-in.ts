/** The sign-in of the account itself, shown among its long-lived tokens: people ask which of them is what keeps them signed in. */

import type { AccountSummary, LongLivedToken } from '../api.ts';

export const ownSignInId = 'this-sign-in';

const words: Record<AccountSummary['grant_kind'], { label: string; description: string }> = {
  refresh_token: { label: 'Session', description: 'This sign-in' },
  offline_token: { label: 'Offline token', description: 'This sign-in' },
  access_token: { label: 'Token kept in Tokenwell', description: 'This sign-in' },
};

export function ownSignIn(account: AccountSummary): LongLivedToken {
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
