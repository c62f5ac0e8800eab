/**
 * Which of the tokens that were made here Tokenwell serves by now, whichever way they came back to it: imported, pasted, or
 * kept by `tokens keep`. Otherwise one token would be on two lists, and its revocation would ask for a value that is here.
 */

import type { AccountSummary } from '../api.ts';
import { comesFrom } from '../grant.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { TokenRecord } from '../store/token-record-store.ts';
import type { ManagedAccounts } from './account-session.ts';
import type { TokenRecords } from './token-records.ts';

type Accounts = Pick<ManagedAccounts, 'readGrant'> & { list(): AccountSummary[] };

/** Brings the records of this account's user up to date. */
export async function recogniseKept(
  records: TokenRecords,
  accounts: Accounts,
  owner: Readonly<AccountRecord>,
): Promise<void> {
  const all = accounts.list();
  for (const record of records.of(owner)) {
    const { keptAs } = record;
    if (keptAs && !all.some(({ id }) => id === keptAs.account)) records.save({ ...record, keptAs: null });
  }
  const strangers = records
    .of(owner)
    .filter((record) => !record.keptAs && record.revokedAt === null && record.valueDigest);
  if (strangers.length === 0) return;
  const others = all.filter(
    ({ id, issuer, state }) => id !== owner.id && issuer === owner.issuer && state !== 'signed_out',
  );
  for (const { id: account, profile } of others) {
    // What cannot be read now (a locked store) is looked at the next time.
    const grant = await accounts.readGrant(account).catch(() => null);
    const same = grant && strangers.find(({ valueDigest }) => valueDigest && comesFrom(grant, valueDigest));
    if (same) records.save({ ...same, keptAs: { profile, account } } satisfies TokenRecord);
  }
}
