/**
 * The last good copy: `state.db.last-good`, made when the database was just found sound, at start, once a day after that,
 * and whenever a grant came or went (so that a deleted one does not live on in it). Grants in it are sealed like in the original.
 *
 * It is for a person to go back to (docs/state.md). Nothing does so by itself: refresh tokens in the copy may have been
 * used up since, and a server that detects reuse ends the whole session.
 */

import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StateDatabase } from './database.ts';
import { lastGoodPath } from './database-failure.ts';
import { syncDirectory, syncToDisk } from './owner-only.ts';

export function copyLastGood(database: StateDatabase): void {
  copyTo(database, lastGoodPath(database.path));
}

/** Before a migration; kept until the user removes it. */
export function copyBeforeMigration(database: StateDatabase, version: number): void {
  copyTo(database, `${database.path}.before-migration-from-${version}`);
}

/** The old copy is replaced only once the new one is whole and on stable storage, which VACUUM INTO leaves to us. */
function copyTo(database: StateDatabase, path: string): void {
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  // VACUUM INTO fills an empty file, which is owner-only from its first moment.
  closeSync(openSync(unfinished, 'wx', 0o600));
  try {
    database.run('VACUUM INTO ?', unfinished);
    syncToDisk(unfinished);
    renameSync(unfinished, path);
    syncDirectory(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
