/**
 * Whether the system agrees with what a program says of itself. Linux does not tell a socket's other end by /proc, so this
 * is no proof of who called: it tells that a process of this user with that pid is in that directory now.
 */

import { lstat, readlink } from 'node:fs/promises';

/** null: cannot be told here. */
export async function confirmProcess(pid: number | null, directory: string | null): Promise<boolean | null> {
  if (process.platform !== 'linux' || pid === null || directory === null) return null;
  try {
    const [status, folder] = await Promise.all([lstat(`/proc/${pid}`), readlink(`/proc/${pid}/cwd`)]);
    return status.uid === process.getuid?.() && folder === directory;
  } catch {
    // It has ended, or belongs to somebody else.
    return false;
  }
}
