/**
 * The audit log in the state database. Its rows carry no digest: a letter that a failing disk changed in one of them is
 * no reason to refuse the sign-ins beside it.
 */

import type { AuditRecord, AuditStore } from './audit-store.ts';
import type { StateDatabase } from './database.ts';

/** Read in pieces, so that a question for ten entries does not read all of them. */
const piece = 200;

export class SqliteAudit implements AuditStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  write(records: { id: number | null; record: AuditRecord }[]): number[] {
    return this.#database.transaction(() => records.map(({ id, record }) => this.#writeOne(id, record)));
  }

  trim(before: number, most: number): void {
    this.#database.transaction(() =>
      this.#database.run(
        'DELETE FROM audit WHERE at < ? OR id <= (SELECT coalesce(max(id), 0) FROM audit) - ?',
        Math.round(before),
        most,
      ),
    );
  }

  *list(since: number): Iterable<AuditRecord> {
    let last = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const rows = this.#database.all(
        'SELECT id, record FROM audit WHERE id < ? AND at >= ? ORDER BY id DESC LIMIT ?',
        last,
        Math.round(since),
        piece,
      );
      for (const row of rows) yield JSON.parse(String(row.record));
      if (rows.length < piece) return;
      last = Number(rows.at(-1)?.id);
    }
  }

  #writeOne(known: number | null, record: AuditRecord): number {
    const id = known ?? Number(this.#database.get('SELECT coalesce(max(id), 0) + 1 AS next FROM audit')?.next);
    this.#database.run(
      'INSERT INTO audit (id, at, record) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at, record = excluded.record',
      id,
      // When it was seen last, so that an entry is found by its end.
      Math.round(record.lastAt),
      JSON.stringify(record),
    );
    return id;
  }
}
