/** Accounts as they are kept across starts of the daemon; the running state around them is `accounts/account.ts`. */

import type { EndReason } from '../api.ts';
import type { GrantKind } from '../grant.ts';

export interface LastError {
  code: string;
  detail: string;
  /** Where the sign-in is over for it. */
  reason?: EndReason;
}

export interface AccountRecord {
  /** Random. */
  id: string;
  profile: string;
  provider: string;
  /** null once the grant is gone: signed out, kept so that the user sees who it was. */
  grantId: string | null;
  issuer: string;
  /** The server's name for the user (`sub`). */
  subject: string | null;
  /** For people: `alice`. */
  name: string;
  /** Sorted. */
  scopes: string[];
  /** Resource indicators of the sign-in, sorted. */
  resources: string[];
  grantKind: GrantKind;
  /** A token that is kept beside somebody's sign-in; absent: somebody signed in. */
  kept?: boolean;
  /** Its refresh token was sent to another place, and may have arrived: nothing renews it unasked. Absent: false. */
  mayBeElsewhere?: boolean;
  state: 'signed_in' | 'signed_out';
  /** Times in milliseconds since the Unix epoch. */
  signedInAt: number;
  lastRefreshAt: number | null;
  lastUsedAt: number | null;
  /** When the refresh token ends unless it is used before; null: unknown, or no end. */
  grantEndsAt: number | null;
  /** When the server will renew no further; null: unknown, or no end. */
  sessionEndsAt: number | null;
  lastError: (LastError & { at: number }) | null;
}

/** Synchronous, because it is SQLite in this process; each call is one durable transaction. */
export interface AccountStore {
  list(): AccountRecord[];
  /** Inserts or replaces. */
  save(record: AccountRecord): void;
  remove(id: string): void;
}
