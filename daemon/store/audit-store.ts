/** The audit log on disk; `audit/` decides what goes into it. */

import type { AuditEntry } from '../api.ts';

/** An entry, times in milliseconds since the Unix epoch. */
export interface AuditRecord extends Omit<AuditEntry, 'at' | 'last_at'> {
  at: number;
  lastAt: number;
}

export interface AuditStore {
  /** All in one transaction. A record that has an id already replaces what was there; returns the ids. */
  write(records: { id: number | null; record: AuditRecord }[]): number[];
  /** Forgets what is older, and what is too much. */
  trim(before: number, most: number): void;
  /** The newest first. `since` in milliseconds. */
  list(since: number): Iterable<AuditRecord>;
}
