/**
 * What Tokenwell keeps in its directories, by name. TOKENWELL_HOME may name a folder that has other things in it, so nothing
 * is removed that Tokenwell did not make, and nothing through a symbolic link.
 */

import { lstatSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Paths } from '../../daemon/paths.ts';
import { CliFailure } from '../failure.ts';

export interface Belongings {
  folder: string;
  /** For a person. */
  what: string;
  /** Names in the folder that are Tokenwell's and are to be removed. */
  names: RegExp;
}

const inRuntime = /^(daemon\.(sock|json)(\..+)?|tokens)$/;
const inState =
  /^(state\.db(-journal|\.last-good|\.last-good\.new|\.before-migration-from-\d+(\.new)?)?|holder\.json(\.\d+\.new)?|data\.key|daemon\.json(\.\w+\.new)?|keys|logs|versions)$/;
const inStateBesides = /^(daemon\.json(\.\w+\.new)?|keys|logs|versions)$/;
const inConfiguration = /^config\.json(\.\w+\.new)?$/;
const nothing = /^$/;

/** In the order in which they are removed. `runtimes`: where the daemon says that it is, besides the usual place. */
export function belongings(
  paths: Paths,
  runtimes: string[],
  { keepState, configuration }: { keepState: boolean; configuration: boolean },
): Belongings[] {
  const state = keepState
    ? { what: 'client keys, logs, copies of the program', names: inStateBesides }
    : { what: 'sign-ins, permissions, audit log, client keys, logs, copies of the program', names: inState };
  return [
    ...[...new Set([paths.runtime, ...runtimes])].map((folder) => ({
      ...{ folder, what: 'socket, token files', names: inRuntime },
    })),
    { folder: paths.state, ...state },
    { folder: paths.config, what: 'your profiles and settings', names: configuration ? inConfiguration : nothing },
  ];
}

/** Names that are there and are to be removed. */
export function present({ folder, names }: Belongings): string[] {
  return list(folder).filter((name) => names.test(name));
}

/** Throws `CliFailure` where a folder is not what it should be; call before anything is done. */
export function refuseForeign(all: Belongings[]): void {
  for (const one of all) {
    const inside = present(one).map((name) => join(one.folder, name));
    for (const path of inside.length > 0 ? [one.folder, ...inside] : []) refuse(path);
  }
}

function refuse(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return;
  const isOthers = process.getuid !== undefined && status.uid !== process.getuid();
  // Of a file that is a link only the link goes; dotfile managers make such ones.
  const isLink = status.isSymbolicLink() && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (!isLink && !isOthers) return;
  const why = isLink ? 'is a symbolic link' : 'belongs to another user';
  throw new CliFailure(`${path} ${why}, and Tokenwell removes only what it made itself. Nothing was done.`, {
    advice: 'Look where it leads, take it away by hand, and run this again.',
  });
}

/** Paths of what was removed. A folder goes with the last thing in it. */
export function remove(one: Belongings): string[] {
  const { folder } = one;
  const removed = present(one).map((name) => join(folder, name));
  for (const path of removed) rmSync(path, { recursive: true, force: true });
  return removeEmpty(folder) ? [...removed, folder] : removed;
}

/** On Windows and macOS the folders lie in one of Tokenwell's own. */
export function removeEmptyParent({ state }: Paths): void {
  if (basename(dirname(state)) === 'Tokenwell') removeEmpty(dirname(state));
}

function removeEmpty(folder: string): boolean {
  if (list(folder).length > 0) return false;
  try {
    rmdirSync(folder);
    return true;
  } catch {
    // It was not there, or something has just come into it.
    return false;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
