/**
 * Open files that this program got from whoever started it and would pass on to the daemon: a script that holds a lock
 * (`flock 200`) or a pipe while it calls `tokenwell token` must not find it held by a daemon for days.
 *
 * Node itself lets go of the first sixteen at its start, and not of those above.
 */

import { readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC on Linux: closed by itself when another program is started. */
const closedOnExec = 0o2000000;

/** Numbers above the three standard ones. Empty where /proc does not tell (macOS, Windows). */
export function inheritedDescriptors(): number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter((descriptor) => descriptor > 2 && isPassedOn(descriptor));
  } catch {
    return [];
  }
}

function isPassedOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closedOnExec) === 0;
  } catch {
    // It was the one that the list was read by.
    return false;
  }
}
