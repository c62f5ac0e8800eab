/** Permissions as they are kept across starts of the daemon; what they mean is decided in `permissions/`. */

export interface PermissionRecord {
  /** Random. */
  id: string;
  /** null: callers outside any workspace. */
  workspace: { folder: string; name: string } | null;
  /** Id of the account. */
  account: string;
  decision: 'allow' | 'deny';
  /** Times in milliseconds since the Unix epoch. */
  givenAt: number;
  lastUsedAt: number | null;
  /** What the program that asked said of itself; null: nobody asked, or it said nothing. */
  client: string | null;
}

/** Synchronous, because it is SQLite in this process; each call is one durable transaction. */
export interface PermissionStore {
  list(): PermissionRecord[];
  /** Inserts or replaces. */
  save(record: PermissionRecord): void;
  remove(id: string): void;
}
