/**
 * SQLite notices a broken page structure, but not a letter that a failing disk changed. Each row therefore carries a
 * digest of its columns, so that a changed row is an error and never an answer. It guards against accidents only:
 * whoever can write the file can write digests; secrets are authenticated by their encryption (sealing.ts).
 */

import { createHash } from 'node:crypto';
import type { StateDatabase } from './database.ts';
import { damaged } from './database-failure.ts';

type Column = string | number | null;

export function digest(...columns: Column[]): string {
  return createHash('sha256').update(JSON.stringify(columns)).digest('base64url');
}

/** Throws `store_damaged` unless `expected` is the digest of `columns`. */
export function checkDigest(path: string, table: string, expected: unknown, ...columns: Column[]): void {
  if (expected !== digest(...columns)) throw damaged(path, `a row of the table ${table} has changed by itself`);
}

/** Checks every row of every table but the audit log. Throws `store_damaged`. */
export function checkRows(database: StateDatabase): void {
  for (const table of ['accounts', 'grants', 'long_lived_tokens', 'meta', 'permissions']) {
    for (const { digest: expected, ...columns } of database.all(`SELECT * FROM ${table}`)) {
      checkDigest(database.path, table, expected, ...(Object.values(columns) as Column[]));
    }
  }
}
