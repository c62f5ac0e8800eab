/** What is written down of a sign-in, and whose it is. */

import { randomUUID } from 'node:crypto';
import type { Grant } from '../grant.ts';
import type { Profile } from '../profile.ts';
import type { SignedIn } from '../providers/provider.ts';
import type { AccountRecord } from '../store/account-store.ts';
import { sortedSet } from './tokens/variant.ts';

export function isSameUser(record: Readonly<AccountRecord>, { grant, accountName }: SignedIn): boolean {
  if (record.issuer !== grant.issuer) return false;
  return grant.subject === null ? record.name === accountName : record.subject === grant.subject;
}

/** `known`: the same user's, whose account goes on. */
export function recordOf(
  profile: Profile,
  grant: Grant,
  name: string,
  signedInAt: number,
  known: Readonly<AccountRecord> | undefined,
): AccountRecord {
  return {
    id: known?.id ?? randomUUID(),
    profile: profile.name,
    provider: grant.provider,
    grantId: grant.id,
    issuer: grant.issuer,
    subject: grant.subject,
    name,
    scopes: sortedSet(grant.scopes),
    resources: sortedSet(grant.resources),
    grantKind: grant.kind,
    state: 'signed_in',
    signedInAt,
    lastRefreshAt: null,
    lastUsedAt: known?.lastUsedAt ?? null,
    grantEndsAt: null,
    sessionEndsAt: null,
    lastError: null,
  };
}
