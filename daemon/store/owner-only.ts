/** Directories and files that nobody but their owner can open. On Windows the user's profile folder sees to that. */

import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { TokenwellError } from '../errors.ts';

const isWindows = process.platform === 'win32';

/** Makes the directory, or closes an existing one to everybody else. Throws `store_unavailable` where it cannot. */
export function makeOwnerOnlyDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isWindows) return;
    const { uid, mode } = statSync(path);
    if (uid !== process.getuid?.()) throw belongsToAnother(path);
    if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    if (error instanceof TokenwellError) throw error;
    throw new TokenwellError(
      'store_unavailable',
      `The state directory ${path} cannot be made or entered (${systemCode(error)}). Check its permissions and those of the folders above it.`,
      {},
      { cause: error },
    );
  }
}

function belongsToAnother(path: string): TokenwellError {
  return new TokenwellError(
    'store_unavailable',
    `The state directory ${path} belongs to another user. Give it back with chown, or set TOKENWELL_HOME to a folder of your own.`,
  );
}

/** Replaces a small file in one step, so that a reader or a crash meets the old text or the new one, never a part. */
export function replaceOwnerOnlyFile(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.new`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  syncToDisk(unfinished);
  renameSync(unfinished, path);
  syncDirectory(dirname(path));
}

/** fsync by path. Never for the open database: closing any descriptor of it would drop this process's lock on it. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is durable only after its directory is (POSIX leaves it open; Linux file systems need it). */
export function syncDirectory(path: string): void {
  if (isWindows) return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether there is anything at this path, without opening it. */
export function isPresent(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export function systemCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
