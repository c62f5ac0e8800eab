/** Records without secrets in a table of the state database, one JSON text each. They are readable while the store is locked. */

import type { StateDatabase } from './database.ts';
import { checkDigest, digest } from './digest.ts';

export type RecordTable = 'accounts' | 'long_lived_tokens' | 'permissions';

export class SqliteRecords<Item extends { id: string }> {
  readonly #database: StateDatabase;
  readonly #table: RecordTable;

  constructor(database: StateDatabase, table: RecordTable) {
    this.#database = database;
    this.#table = table;
  }

  /** In the order in which they came. */
  list(): Item[] {
    return this.#database.all(`SELECT id, record, digest FROM ${this.#table} ORDER BY rowid`).map((row) => {
      const record = String(row.record);
      checkDigest(this.#database.path, this.#table, row.digest, String(row.id), record);
      return JSON.parse(record);
    });
  }

  /** Inserts or replaces. */
  save(item: Item): void {
    const record = JSON.stringify(item);
    this.#database.transaction(() =>
      this.#database.run(
        `INSERT INTO ${this.#table} (id, record, digest) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record, digest = excluded.digest`,
        item.id,
        record,
        digest(item.id, record),
      ),
    );
  }

  remove(id: string): void {
    this.#database.transaction(() => this.#database.run(`DELETE FROM ${this.#table} WHERE id = ?`, id));
  }
}
