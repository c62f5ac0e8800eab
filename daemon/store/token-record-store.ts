/** Long-lived tokens that a server keeps no list of, as they are remembered here. Never their values. */

import type { TokenAction } from '../api.ts';

export interface TokenRecord {
  /** Random. */
  id: string;
  /** Whose it is: it outlives the account's sign-in here, and is found again by the same user's next one. */
  profile: string;
  issuer: string;
  subject: string | null;
  userName: string;
  kind: string;
  description: string;
  scope: string;
  application: string | null;
  /** Seconds since the Unix epoch. */
  createdAt: number | null;
  expiresAt: number | 'never' | null;
  actions: TokenAction[];
  valueNeededFor: TokenAction[];
  notes: string[];
  /** Seconds since the Unix epoch; null: not revoked, as far as is known here. */
  revokedAt: number | null;
  /** The server's id of a token that the server does list; null: the server keeps no list. */
  serverId: string | null;
  /** Profile and account by which Tokenwell serves it; null: its value was shown and is not here. */
  keptAs: { profile: string; account: string } | null;
  /** SHA-256 of the value when it was made, by which it is known again; absent: not known. */
  valueDigest?: string;
}

/** Synchronous, because it is SQLite in this process; each call is one durable transaction. */
export interface TokenRecordStore {
  list(): TokenRecord[];
  /** Inserts or replaces. */
  save(record: TokenRecord): void;
  remove(id: string): void;
}
