/**
 * The schema and its versions. A version is the number of migrations that a file has been through; it is kept in
 * SQLite's `user_version`. Add a migration at the end; never change one that was released.
 */

import { TokenwellError } from '../errors.ts';
import { StateDatabase } from './database.ts';
import { damaged } from './database-failure.ts';

/** "Tkwl" in SQLite's `application_id`, which tells our files from others'. */
const applicationId = 0x546b776c;

/** Each row of these tables, save the audit log's, carries a `digest` of its other columns; see digest.ts. */
export const migrations: readonly string[] = [
  `PRAGMA application_id = ${applicationId};
   CREATE TABLE accounts (
     id TEXT PRIMARY KEY NOT NULL,
     record TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;
   CREATE TABLE grants (
     id TEXT PRIMARY KEY NOT NULL,
     generation INTEGER NOT NULL,
     jwe TEXT NOT NULL,
     intent_started_at INTEGER,
     digest TEXT NOT NULL
   ) STRICT;
   CREATE TABLE meta (
     name TEXT PRIMARY KEY NOT NULL,
     value TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE long_lived_tokens (
     id TEXT PRIMARY KEY NOT NULL,
     record TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE permissions (
     id TEXT PRIMARY KEY NOT NULL,
     record TEXT NOT NULL,
     digest TEXT NOT NULL
   ) STRICT;`,
  `CREATE TABLE audit (
     id INTEGER PRIMARY KEY NOT NULL,
     at INTEGER NOT NULL,
     record TEXT NOT NULL
   ) STRICT;
   CREATE INDEX audit_at ON audit (at);`,
];

/** A file that nothing was ever written to. */
export function isNew(database: StateDatabase): boolean {
  return schemaVersion(database) === 0 && database.get('SELECT 1 FROM sqlite_schema') === undefined;
}

/**
 * Brings the file to the newest version, each step in a transaction of its own.
 * `copyBefore` is called once, before the first change to a file that holds something.
 * Throws `store_unavailable` for a file of a newer Tokenwell, `store_damaged` for one that is not ours.
 */
export function migrate(
  database: StateDatabase,
  copyBefore: (version: number) => void,
  steps: readonly string[] = migrations,
): void {
  const version = schemaVersion(database);
  if (!isNew(database)) refuseForeign(database, version);
  if (version > steps.length) throw writtenByNewer(database, version, steps.length);
  if (version === steps.length) return;
  if (version > 0) copyBefore(version);
  for (let step = version; step < steps.length; step++) {
    database.transaction(() => {
      database.execute(steps[step] as string);
      database.execute(`PRAGMA user_version = ${step + 1}`);
    });
  }
}

/** Throws `store_damaged` unless the tables are those that the migrations make: a flipped bit can rename a column. */
export function checkSchema(database: StateDatabase): void {
  const sound = StateDatabase.inMemory();
  migrate(sound, () => {});
  const isSound = describeSchema(database) === describeSchema(sound);
  sound.close();
  if (!isSound) throw damaged(database.path, 'its tables are not those that Tokenwell makes');
}

function describeSchema(database: StateDatabase): string {
  return JSON.stringify(database.all('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name'));
}

function schemaVersion(database: StateDatabase): number {
  return Number(database.get('PRAGMA user_version')?.user_version);
}

function refuseForeign(database: StateDatabase, version: number): void {
  const id = Number(database.get('PRAGMA application_id')?.application_id);
  if (id === applicationId && version > 0) return;
  throw damaged(database.path, 'it is a database, but not one that Tokenwell wrote');
}

function writtenByNewer(database: StateDatabase, version: number, known: number): TokenwellError {
  return new TokenwellError(
    'store_unavailable',
    `The state database ${database.path} was written by a newer Tokenwell (schema ${version}; this one knows ${known}). ` +
      'Nothing was changed; start the newer version.',
  );
}
