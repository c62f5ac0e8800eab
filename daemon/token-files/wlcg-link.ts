/**
 * The place where tools look for a token that nobody named to them: `bt_u` and the user's number, in XDG_RUNTIME_DIR, or in
 * /tmp where that is not set (WLCG Bearer Token Discovery). It is a link to a token file, so that it is as fresh as
 * that; and being a link into our folder it tells whose it is. What others put there stays there.
 */

import { randomBytes } from 'node:crypto';
import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from '../log.ts';

/** null: there is no such place (Windows). */
export function wlcgPlace(environment: NodeJS.ProcessEnv = process.env): string | null {
  const user = process.getuid?.();
  if (user === undefined) return null;
  return join(environment.XDG_RUNTIME_DIR || sessionDirectory(user) || '/tmp', `bt_u${user}`);
}

/** A daemon that cron or a service started has no XDG_RUNTIME_DIR, and the person's terminals do. */
function sessionDirectory(user: number): string | null {
  const usual = `/run/user/${user}`;
  return lstatSync(usual, { throwIfNoEntry: false })?.uid === user ? usual : null;
}

export class WlcgLink {
  readonly #place: string;
  readonly #folder: string;
  readonly #log: Log;
  #isTold = false;

  /** `folder`: where our token files are. */
  constructor(place: string, folder: string, log: Log) {
    this.#place = place;
    this.#folder = folder;
    this.#log = log;
  }

  /** null: to nothing, that is, it goes. Throws nothing: a token that is not found there is found by other ways. */
  pointTo(file: string | null): void {
    try {
      const before = this.#target();
      if (before === file) return;
      if (before === 'of another') return this.#tell();
      if (file === null) return rmSync(this.#place, { force: true });
      // A link cannot be changed, and must not be away for a moment.
      if (before === null) return symlinkSync(file, this.#place);
      const unfinished = `${this.#place}.${randomBytes(6).toString('hex')}`;
      symlinkSync(file, unfinished);
      renameSync(unfinished, this.#place);
    } catch (error) {
      this.#log.warn({ place: this.#place, code: (error as NodeJS.ErrnoException).code }, 'the WLCG link was not made');
    }
  }

  #target(): string | null {
    const found = lstatSync(this.#place, { throwIfNoEntry: false });
    if (!found) return null;
    const target = found.isSymbolicLink() ? readlinkSync(this.#place) : '';
    return dirname(target) === this.#folder ? target : 'of another';
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#log.warn({ place: this.#place }, 'somebody else’s token is at the WLCG place; it stays');
  }
}
