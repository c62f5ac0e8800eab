/**
 * Whether Tokenwell holds the sign-in that was found already. It must not be tried then: at a server that rotates, the copy
 * in the file is a used one by now, and using it again ends the whole session there (Keycloak 26.7: the newest token with it).
 */

import { comesFrom, digestOf, type Grant } from '../grant.ts';
import { type Importable, sessionBehind } from '../providers/imports.ts';
import type { AccountRecord } from '../store/account-store.ts';

export interface AccountsThatHold {
  list(): { id: string }[];
  recordOf(id: string): Readonly<AccountRecord>;
  readGrant(id: string): Promise<Grant>;
}

/** The account whose sign-in it is. */
export async function findHolder(
  accounts: AccountsThatHold,
  { issuer, secrets: { refreshToken } }: Importable,
): Promise<Readonly<AccountRecord> | null> {
  if (refreshToken === undefined) return null;
  for (const { id } of accounts.list()) {
    const record = accounts.recordOf(id);
    if (record.state === 'signed_out' || (issuer !== null && record.issuer !== issuer)) continue;
    // What cannot be read now (a locked store) can be asked again when it is taken.
    const grant = await accounts.readGrant(id).catch(() => null);
    if (grant && isSame(grant, refreshToken)) return record;
  }
  return null;
}

function isSame(grant: Grant, found: string): boolean {
  if (comesFrom(grant, digestOf(found))) return true;
  const session = sessionBehind(found);
  return session !== null && session === sessionBehind(grant.refreshToken);
}
