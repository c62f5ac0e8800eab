/** The account that manages something: its record, its grant, and tokens of it. */

import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { AccountSession } from '../providers/management.ts';
import type { Provider } from '../providers/provider.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { TokenService } from '../token-service.ts';

/** What `accounts/` offers to those who manage. */
export interface ManagedAccounts extends Pick<TokenService, 'obtain'> {
  /** Throws `account_not_found`. */
  recordOf(id: string): Readonly<AccountRecord>;
  /** Rejects with `account_not_found`, `signed_out`, `store_*`. */
  readGrant(id: string): Promise<Grant>;
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
      accessToken: async () => (await tokenOf(accounts, record)).access_token,
      signal: late.signal,
    });
  } finally {
    cancel();
  }
}

/** Has the server renew the account's token now, so that one knows that the grant still works. */
export async function tryGrant(accounts: ManagedAccounts, record: Readonly<AccountRecord>) {
  const { access_token: token } = await tokenOf(accounts, record);
  return tokenOf(accounts, record, hash('sha256', token));
}

function tokenOf(accounts: ManagedAccounts, { id, profile }: Readonly<AccountRecord>, rejected?: string) {
  return accounts.obtain({
    ...{ profile, account: id, rejected },
    ...{ scopes: undefined, resources: undefined, minTtl: undefined, deadline: undefined },
  });
}

/** Throws `action_not_supported` where this kind of server has nothing to manage. */
export function managementOf(provider: Provider) {
  if (provider.management) return provider.management;
  throw new TokenwellError('action_not_supported', 'This kind of server has no long-lived tokens to manage.');
}
