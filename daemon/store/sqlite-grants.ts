/** Grants in the state database, sealed under the data key. Each change is one transaction on stable storage. */

import { randomBytes } from 'node:crypto';
import type { Grant, GrantDraft } from '../grant.ts';
import type { DataKey } from './data-key/source.ts';
import type { Row, StateDatabase } from './database.ts';
import { damaged } from './database-failure.ts';
import { checkDigest, digest } from './digest.ts';
import type { GrantStore, RefreshIntent, StoredGrant } from './grant-store.ts';
import { SealBroken, seal, unseal } from './sealing.ts';

export interface DataKeyHolder {
  /** Rejects with `store_locked` while the key is not at hand. */
  dataKey(): Promise<DataKey>;
  /** Whether this is still the key that grants are sealed with. */
  isCurrent(key: DataKey): boolean;
}

interface GrantRow {
  id: string;
  generation: number;
  jwe: string;
  intentStartedAt: number | null;
}

export class SqliteGrants implements GrantStore {
  readonly #database: StateDatabase;
  readonly #keys: DataKeyHolder;
  readonly #cameOrWent: () => void;

  /** `cameOrWent` is called after a grant was made or deleted, so that a copy of the database can follow. */
  constructor(database: StateDatabase, keys: DataKeyHolder, cameOrWent: () => void) {
    this.#database = database;
    this.#keys = keys;
    this.#cameOrWent = cameOrWent;
  }

  /** Grants on file, readable or not. */
  count(): number {
    return Number(this.#database.get('SELECT count(*) AS number FROM grants')?.number);
  }

  /** Grants that no account names: the daemon died, or a write failed, in the middle of a sign-in or a sign-out. */
  deleteAllBut(ids: string[]): number {
    const kept = JSON.stringify(ids);
    const stray = Number(
      this.#database.get('SELECT count(*) AS number FROM grants WHERE id NOT IN (SELECT value FROM json_each(?))', kept)
        ?.number,
    );
    if (stray === 0) return 0;
    this.#database.transaction(() =>
      this.#database.run('DELETE FROM grants WHERE id NOT IN (SELECT value FROM json_each(?))', kept),
    );
    this.#cameOrWent();
    return stray;
  }

  async create(draft: GrantDraft): Promise<Grant> {
    const grant: Grant = { ...draft, id: randomBytes(16).toString('base64url') };
    await this.#sealed(grant, 1, (jwe) =>
      this.#database.transaction(() => this.#insert({ id: grant.id, generation: 1, jwe, intentStartedAt: null })),
    );
    this.#cameOrWent();
    return grant;
  }

  async read(id: string): Promise<StoredGrant | null> {
    for (;;) {
      const key = await this.#keys.dataKey();
      if (!this.#keys.isCurrent(key)) continue;
      const row = this.#find(id);
      if (!row) return null;
      return {
        grant: await this.#unseal(row, key),
        generation: row.generation,
        intent: row.intentStartedAt === null ? null : { startedAt: row.intentStartedAt },
      };
    }
  }

  async recordIntent(id: string, intent: RefreshIntent): Promise<void> {
    await this.#keys.dataKey();
    this.#setIntent(id, Math.round(intent.startedAt));
  }

  async clearIntent(id: string): Promise<void> {
    await this.#keys.dataKey();
    this.#setIntent(id, null);
  }

  async replace(id: string, grant: Grant, expectedGeneration: number): Promise<number | null> {
    if (grant.id !== id) throw new TypeError('a grant is filed under its own id');
    const generation = expectedGeneration + 1;
    return this.#sealed(grant, generation, (jwe) =>
      this.#database.transaction(() => {
        if (this.#find(id)?.generation !== expectedGeneration) return null;
        this.#update({ id, generation, jwe, intentStartedAt: null });
        return generation;
      }),
    );
  }

  /**
   * Seals every grant anew with another key, and writes `alongside` in the same transaction: both or neither. `done` is
   * called in the same breath, so that nobody meets what is sealed anew with the key of before.
   */
  async sealAnew(keys: { from: DataKey; to: DataKey }, alongside: () => void, done: () => void): Promise<void> {
    for (;;) {
      const before = this.#rows();
      const anew: GrantRow[] = [];
      for (const row of before) {
        const grant = await this.#unseal(row, keys.from);
        anew.push({ ...row, jwe: await seal(grant, row.generation, keys.to) });
      }
      const written = this.#database.transaction(() => {
        // Somebody signed in or out, or a token was renewed, while these were sealed.
        if (JSON.stringify(this.#rows()) !== JSON.stringify(before)) return false;
        for (const row of anew) this.#update(row);
        alongside();
        return true;
      });
      if (!written) continue;
      done();
      this.#cameOrWent();
      return;
    }
  }

  /** Needs no key: a grant whose key is lost can still be given up. */
  async delete(id: string): Promise<void> {
    const changed = this.#database.transaction(() => this.#database.run('DELETE FROM grants WHERE id = ?', id));
    if (changed > 0) this.#cameOrWent();
  }

  /** Writes what is sealed under the current key only: it may be another one by the time that sealing is done. */
  async #sealed<Result>(grant: Grant, generation: number, write: (jwe: string) => Result): Promise<Result> {
    for (;;) {
      const key = await this.#keys.dataKey();
      const jwe = await seal(grant, generation, key);
      if (this.#keys.isCurrent(key)) return write(jwe);
    }
  }

  #rows(): GrantRow[] {
    return this.#database.all('SELECT * FROM grants ORDER BY id').map((columns) => this.#checked(columns));
  }

  #setIntent(id: string, intentStartedAt: number | null): void {
    this.#database.transaction(() => {
      const row = this.#find(id);
      if (row) this.#update({ ...row, intentStartedAt });
    });
  }

  #find(id: string): GrantRow | null {
    const columns = this.#database.get('SELECT * FROM grants WHERE id = ?', id);
    return columns ? this.#checked(columns) : null;
  }

  #checked(columns: Row): GrantRow {
    const row: GrantRow = {
      id: String(columns.id),
      generation: Number(columns.generation),
      jwe: String(columns.jwe),
      intentStartedAt: columns.intent_started_at === null ? null : Number(columns.intent_started_at),
    };
    checkDigest(this.#database.path, 'grants', columns.digest, ...columnsOf(row));
    return row;
  }

  #insert(row: GrantRow): void {
    this.#database.run(
      'INSERT INTO grants (id, generation, jwe, intent_started_at, digest) VALUES (?, ?, ?, ?, ?)',
      ...columnsOf(row),
      digest(...columnsOf(row)),
    );
  }

  #update(row: GrantRow): void {
    this.#database.run(
      'UPDATE grants SET generation = ?, jwe = ?, intent_started_at = ?, digest = ? WHERE id = ?',
      row.generation,
      row.jwe,
      row.intentStartedAt,
      digest(...columnsOf(row)),
      row.id,
    );
  }

  async #unseal(row: GrantRow, key: DataKey): Promise<Grant> {
    try {
      return await unseal(row.jwe, row.id, row.generation, key);
    } catch (error) {
      if (error instanceof SealBroken) throw damaged(this.#database.path, 'a sealed grant does not open', error);
      throw error;
    }
  }
}

function columnsOf(row: GrantRow): [string, number, string, number | null] {
  return [row.id, row.generation, row.jwe, row.intentStartedAt];
}
