/** The folder in which a daemon is started, made with those above it where it is missing. */

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Throws what the system says against it. Not `mkdirSync` with `recursive`: Node tries for ever where a file system answers
 * ENOENT to whatever one makes in it, as /proc does, and automounters for homes that they do not know.
 */
export function makeStateFolder(path: string): void {
  if (isFolder(path)) return;
  try {
    make(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeStateFolder(dirname(path));
    make(path);
  }
}

/** Somebody else who starts a daemon may be faster. */
function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
