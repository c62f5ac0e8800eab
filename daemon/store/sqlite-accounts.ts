/** Account records in the state database. They hold no secret and are readable while the store is locked. */

import type { AccountRecord, AccountStore } from './account-store.ts';
import type { StateDatabase } from './database.ts';
import { checkDigest, digest } from './digest.ts';

export class SqliteAccounts implements AccountStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  list(): AccountRecord[] {
    return this.#database.all('SELECT id, record, digest FROM accounts ORDER BY rowid').map((row) => {
      const record = String(row.record);
      checkDigest(this.#database.path, 'accounts', row.digest, String(row.id), record);
      return JSON.parse(record);
    });
  }

  save(account: AccountRecord): void {
    const record = JSON.stringify(account);
    this.#database.transaction(() =>
      this.#database.run(
        'INSERT INTO accounts (id, record, digest) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record, digest = excluded.digest',
        account.id,
        record,
        digest(account.id, record),
      ),
    );
  }

  remove(id: string): void {
    this.#database.transaction(() => this.#database.run('DELETE FROM accounts WHERE id = ?', id));
  }
}
