/** A few facts about the state as a whole, by name. */

import type { StateDatabase } from './database.ts';
import { checkDigest, digest } from './digest.ts';

export type MetaName =
  /** The kind of store that the grants are sealed under. */
  | 'store_kind'
  /** Tells whether a data key is the right one; see key-check.ts. */
  | 'key_check'
  /** Random; names this state's data key in a keyring that may hold several. */
  | 'key_name'
  /** The data key, wrapped under the passphrase (a JWE). */
  | 'wrapped_key'
  /** Where keys lie that open nothing any more, or not yet, and are to be taken away: see unused-keys.ts. */
  | 'unused_key'
  /** Kinds that the key was moved away from. Whoever still asks for one of them has not heard of the move. */
  | 'moved_from';

export type FactChanges = Partial<Record<MetaName, string | null>>;

export interface Facts {
  get(name: MetaName): string | null;
  /** null removes. One durable step for all of them. */
  set(facts: FactChanges): void;
}

export class Meta implements Facts {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  get(name: MetaName): string | null {
    const row = this.#database.get('SELECT value, digest FROM meta WHERE name = ?', name);
    if (!row) return null;
    const value = String(row.value);
    checkDigest(this.#database.path, 'meta', row.digest, name, value);
    return value;
  }

  set(facts: FactChanges): void {
    this.#database.transaction(() => this.setWithin(facts));
  }

  /** As part of a transaction that somebody else has begun. */
  setWithin(facts: FactChanges): void {
    for (const [name, value] of Object.entries(facts)) this.#setOne(name as MetaName, value);
  }

  #setOne(name: MetaName, value: string | null): void {
    if (value === null) {
      this.#database.run('DELETE FROM meta WHERE name = ?', name);
      return;
    }
    this.#database.run(
      'INSERT INTO meta (name, value, digest) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, digest = excluded.digest',
      name,
      value,
      digest(name, value),
    );
  }
}

/** Facts that count only once somebody writes them down. */
export class DraftFacts implements Facts {
  readonly changes: FactChanges;

  constructor(changes: FactChanges = {}) {
    this.changes = changes;
  }

  get(name: MetaName): string | null {
    return this.changes[name] ?? null;
  }

  set(facts: FactChanges): void {
    Object.assign(this.changes, facts);
  }
}
