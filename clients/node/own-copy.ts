/**
 * The daemon's own copy of its program, under `<state>/versions/<version>+<build>/`.
 *
 * VS Code deletes the folders of old extension versions and ends what runs from them, and `npm` replaces a package in
 * place; the daemon outlives both. `versions/current` leads to the newest copy, for whatever starts the daemon at boot.
 */

import { hash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Paths } from '../../daemon/paths.ts';
import { isNewer, version } from '../../daemon/version.ts';

/** What the bundled daemon needs; keytar finds its binary beside itself. */
const parts = ['daemon.mjs', 'keyring-child.mjs', 'export-child.mjs', 'node_modules/@github/keytar'];

/**
 * Makes the copy unless it is there, and returns the path of the program in it.
 * `bundle` is the folder of `daemon.mjs`; `running` the version of the daemon that runs now, if any.
 */
export function makeOwnCopy(paths: Pick<Paths, 'versions'>, bundle: string, running: string | null): string {
  const name = `${version}+${buildOf(bundle)}`;
  const copy = join(paths.versions, name);
  if (!existsSync(copy)) copyAtOnce(bundle, copy);
  pointCurrentTo(paths.versions, name);
  prune(paths.versions, [name, currentCopy(paths.versions)], running);
  return join(copy, 'daemon.mjs');
}

/** Two builds of one version are two copies, so that whoever works on Tokenwell runs what they built. */
function buildOf(bundle: string): string {
  const programs = parts.filter((part) => part.endsWith('.mjs')).map((part) => join(bundle, part));
  const digests = programs.filter((file) => existsSync(file)).map((file) => hash('sha256', readFileSync(file)));
  return hash('sha256', digests.join()).slice(0, 8);
}

/** Under another name first, so that nobody ever runs half a copy. */
function copyAtOnce(bundle: string, copy: string): void {
  const temporary = `${copy}.${randomBytes(6).toString('hex')}.new`;
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  try {
    for (const part of parts) {
      const source = join(bundle, part);
      if (!existsSync(source)) continue;
      mkdirSync(dirname(join(temporary, part)), { recursive: true, mode: 0o700 });
      cpSync(source, join(temporary, part), { recursive: true, dereference: true });
    }
    renameSync(temporary, copy);
  } catch (error) {
    // Another starter may have been quicker; its copy is as good as ours.
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Never back to an older version. Windows has no such links for everybody, and nothing there that would follow this one. */
function pointCurrentTo(versions: string, name: string): void {
  if (process.platform === 'win32') return;
  const current = currentCopy(versions);
  if (current === name || (current && existsSync(join(versions, current)) && isNewer(current, name))) return;
  const temporary = join(versions, `current.${randomBytes(6).toString('hex')}.new`);
  symlinkSync(name, temporary);
  renameSync(temporary, join(versions, 'current'));
}

function currentCopy(versions: string): string | null {
  try {
    return readlinkSync(join(versions, 'current'));
  } catch {
    return null;
  }
}

function prune(versions: string, kept: (string | null)[], running: string | null): void {
  for (const name of readdirSync(versions)) {
    // A name that ends in `.new` belongs to another starter, right now.
    if (name === 'current' || name.endsWith('.new') || kept.includes(name)) continue;
    if (running !== null && name.startsWith(`${running}+`)) continue;
    rmSync(join(versions, name), { recursive: true, force: true });
  }
}
