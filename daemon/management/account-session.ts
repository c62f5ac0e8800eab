/** The account that manages something: its record, its grant, and tokens of it. */

import { hash } from 'node:crypto';
import type { TokenResponse } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { AccountSession } from '../providers/management.ts';
import type { Provider } from '../providers/provider.ts';
import type { AccountRecord } from '../store/account-store.ts';

/** What `accounts/` offers to those who manage. */
export interface ManagedAccounts {
  /** Throws `account_not_found`. */
  recordOf(id: string): Readonly<AccountRecord>;
  /** Rejects with `account_not_found`, `signed_out`, `store_*`. */
  readGrant(id: string): Promise<Grant>;
  /** `rejected`: as in a token request. Rejects as the token service does. */
  ownToken(id: string, rejected?: string): Promise<TokenResponse>;
}

/** Milliseconds that a server has for the whole of one wish. */
const longestWish = 30_000;

export interface SessionSources {
  accounts: ManagedAccounts;
  clock: Clock;
}

/** Does `work` in the name of an account, within half a minute. */
export async function inSession<Result>(
  { accounts, clock }: SessionSources,
  record: Readonly<AccountRecord>,
  work: (session: AccountSession) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const cancel = clock.after(longestWish, () => late.abort());
  try {
    return await work({
      grant: await accounts.readGrant(record.id),
      userName: record.name,
      accessToken: async () => (await accounts.ownToken(record.id)).access_token,
      signal: late.signal,
    });
  } finally {
    cancel();
  }
}

/** Has the server renew the account's token now, so that one knows that the grant still works. */
export async function tryGrant(accounts: ManagedAccounts, { id }: Readonly<AccountRecord>): Promise<TokenResponse> {
  const { access_token: token } = await accounts.ownToken(id);
  return accounts.ownToken(id, hash('sha256', token));
}

/** Throws `action_not_supported` where this kind of server has nothing to manage. */
export function managementOf(provider: Provider) {
  if (provider.management) return provider.management;
  throw new TokenwellError('action_not_supported', 'This kind of server has no long-lived tokens to manage.');
}
