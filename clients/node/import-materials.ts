/** Looks where other tools keep credentials on this machine, as the person who runs this program sees it. */

import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ImportMaterial, ImportSource } from '../../daemon/api.ts';

export interface Surroundings {
  folder: string;
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
}

export interface FoundMaterial {
  material: ImportMaterial;
  /** null: from the environment. */
  file: FoundFile | null;
}

export interface FoundFile {
  path: string;
  /** Who else can read or write it, in words; null: nobody. */
  exposure: string | null;
  digest: string;
}

/** Bytes; a cache of tokens has a few thousand. */
const largest = 131_072;

export function lookAround(sources: readonly ImportSource[], around: Surroundings): FoundMaterial[] {
  const seen = new Set<string>();
  const files = sources.flatMap(({ name: source, places }) =>
    places.flatMap((place) => {
      const path = pathOf(place, around);
      if (path === null || seen.has(`${source} ${path}`)) return [];
      seen.add(`${source} ${path}`);
      const found = readIfThere(path);
      return found ? [{ ...found, material: { ...found.material, source } }] : [];
    }),
  );
  const variables = sources.flatMap(({ name: source, variables: names }) => {
    const set = names.filter((name) => around.environment[name]);
    if (set.length === 0) return [];
    const values = Object.fromEntries(set.map((name) => [name, around.environment[name] ?? '']));
    // Only what some tool is known to read: the rest of the environment stays here.
    return [{ material: { place: `the environment (${set.join(', ')})`, variables: values, source }, file: null }];
  });
  return [...files, ...variables];
}

/** Throws where it is no file that could hold a token, in words. */
export function readMaterial(path: string): FoundMaterial {
  // Opened without waiting, or a pipe would hang; what was opened is what is looked at and read.
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Error(`${path} is not a file.`);
    if (stats.size > largest) throw new Error(`${path} is too large to hold tokens only (${stats.size} bytes).`);
    const text = readFileSync(handle, 'utf8');
    return {
      material: { place: path, text },
      file: { path, exposure: exposureOf(stats), digest: hash('sha256', text) },
    };
  } finally {
    closeSync(handle);
  }
}

/** false: it holds something else by now, and is left alone. Throws where it cannot be deleted. */
export function deleteUnchanged({ path, digest }: FoundFile): boolean {
  if (hash('sha256', readFileSync(path, 'utf8')) !== digest) return false;
  unlinkSync(path);
  return true;
}

function readIfThere(path: string): FoundMaterial | null {
  try {
    return readMaterial(path);
  } catch {
    return null;
  }
}

function pathOf(place: string, { folder, home, environment }: Surroundings): string | null {
  if (place.startsWith('~/')) return join(home, place.slice(2));
  const [, variable, rest = ''] = /^\$(\w+)\/(.*)$/.exec(place) ?? [];
  if (variable === undefined) return resolve(folder, place);
  const base = environment[variable];
  return base ? resolve(folder, base, rest) : null;
}

/** The modes of Windows tell nothing: access lists do. */
function exposureOf({ mode, uid }: Stats): string | null {
  const self = process.getuid?.();
  if (self === undefined) return null;
  const words: string[] = [];
  if (uid !== self) words.push(`it belongs to another user (uid ${uid}), who knows what is in it`);
  if (mode & 0o044) words.push('others on this machine can read it');
  if (mode & 0o022) words.push('others on this machine can change it');
  return words.length > 0 ? `${words.join('; ')} (mode ${(mode & 0o777).toString(8)})` : null;
}
