/** Who may do what with a file: the words for what is wrong with it. Windows has no such modes. */

import { lstatSync, type Stats } from 'node:fs';

/** null: there is nothing at this path, or it cannot be looked at. */
export function look(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** The end of a sentence that begins with the path; null: nobody else can open it. */
export function openToOthers(stats: Stats): string | null {
  if (process.getuid === undefined) return null;
  if (stats.uid !== process.getuid()) return `belongs to another user (uid ${stats.uid})`;
  return stats.mode & 0o077 ? `is open to others (mode ${modeOf(stats)})` : null;
}

/** Others may read it, but only the owner may write it. */
export function writableByOthers(stats: Stats): string | null {
  if (process.getuid === undefined) return null;
  if (stats.uid !== process.getuid() && stats.uid !== 0) return `belongs to another user (uid ${stats.uid})`;
  return stats.mode & 0o022 ? `can be changed by others (mode ${modeOf(stats)})` : null;
}

export function modeOf(stats: Stats): string {
  return (stats.mode & 0o777).toString(8).padStart(3, '0');
}
