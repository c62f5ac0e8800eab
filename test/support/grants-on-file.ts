/** What the state database has on stable storage, as a restarted daemon would find it. */

import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Paths } from '../../daemon/paths.ts';

/**
 * Which grants in which generation, as text to compare. Read from a copy, journal included, so that neither the lock of
 * a running daemon nor what a killed one left behind is touched.
 */
export function grantsOnFile(paths: Pick<Paths, 'database'>): string {
  const copy = mkdtempSync(join(tmpdir(), 'tokenwell-copy-'));
  try {
    const name = basename(paths.database);
    for (const file of readdirSync(dirname(paths.database))) {
      if (file === name || file === `${name}-journal`)
        copyFileSync(join(dirname(paths.database), file), join(copy, file));
    }
    const database = new DatabaseSync(join(copy, name));
    const rows = database.prepare('SELECT id, generation FROM grants ORDER BY id').all();
    database.close();
    return JSON.stringify(rows);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
