/**
 * Where the state lies, and whether it still lies there.
 *
 * A state directory that is deleted or replaced under a running daemon takes the lock with it: a second daemon could hold
 * the new one, while ours wrote rotations into a file that nobody will ever open again.
 */

import { lstatSync } from 'node:fs';
import type { CancelTimer, Clock } from '../clock.ts';

/** Milliseconds between looks; a look is one system call. */
const lookInterval = 5_000;

export class Place {
  readonly #path: string;
  readonly #file: string | null;

  /** Call with the file open, so that it is the one we hold. */
  constructor(path: string) {
    this.#path = path;
    this.#file = identify(path);
  }

  /** The file at the path is the one that we hold. A path that cannot be looked at is taken for unchanged. */
  isOurs(): boolean {
    try {
      return identify(this.#path) === this.#file;
    } catch {
      return true;
    }
  }

  /** Calls back once when the file is gone or another one. Returns what ends the watch. */
  watch(clock: Clock, lost: () => void): CancelTimer {
    let cancel: CancelTimer = () => {};
    const look = () => {
      if (!this.isOurs()) return lost();
      cancel = clock.after(lookInterval, look);
    };
    look();
    return () => cancel();
  }
}

/** Never opens it: closing any descriptor of the file would give up SQLite's lock (fcntl(2), POSIX record locks). */
function identify(path: string): string | null {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}
