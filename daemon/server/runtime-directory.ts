/**
 * The runtime directory, where the owner socket lies: ours, no symbolic link, closed to everybody else. What protects the
 * owner socket is this directory, so nothing is bound in one that is not so.
 */

import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { TokenwellError } from '../errors.ts';

/** Makes the directory when it is missing. Throws `runtime_directory_unsafe`; what is wrong is never mended by itself. */
export function prepareRuntimeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A file or a dangling link in its place is judged below, with the rest.
    if (code !== 'EEXIST' && code !== 'ENOENT') throw unsafe(directory, `cannot be made (${code})`, error);
  }
  const fault = findFault(directory);
  if (fault) throw unsafe(directory, fault);
}

function findFault(directory: string): string | undefined {
  // lstat, because a link could lead anywhere its maker wants, now or later.
  const status = lstatSync(directory, { throwIfNoEntry: false });
  if (!status) return 'cannot be made';
  if (status.isSymbolicLink()) return 'is a symbolic link';
  if (!status.isDirectory()) return 'is not a directory';
  if (process.getuid === undefined) return undefined;
  if (status.uid !== process.getuid()) return 'belongs to another user';
  if (status.mode & 0o077) return `is open to others (mode ${(status.mode & 0o777).toString(8)})`;
  if (canBeReplaced(lstatSync(dirname(directory)))) return 'lies in a directory where anybody can replace it';
  return undefined;
}

/** Whoever may write into a directory that is not sticky may rename what lies in it. */
function canBeReplaced(parent: Stats): boolean {
  return (parent.mode & 0o002) !== 0 && (parent.mode & 0o1000) === 0;
}

function unsafe(directory: string, fault: string, cause?: unknown): TokenwellError {
  return new TokenwellError(
    'runtime_directory_unsafe',
    `The runtime directory ${directory} ${fault}. It must belong to you, be no symbolic link and have mode 700; remove it and start again.`,
    {},
    { cause },
  );
}
