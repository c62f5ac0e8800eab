/** The folder in which a package is put together: everything built once, then what the package wants of it. */

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { version as current } from '../../daemon/version.ts';
import { bundle, bundleExtension, bundleWebExtension } from '../build.ts';

const root = join(import.meta.dirname, '../..');

export interface Stage {
  folder: string;
  remove(): void;
}

/** What all packages of a version are made of. */
export interface Built extends Stage {
  version: string;
}

/** Everything that any package is made of. Another version than the current one is for tests. */
export async function build(version = current): Promise<Built> {
  const stage = emptyStage();
  const dist = join(stage.folder, 'dist');
  await Promise.all([bundle({ folder: dist, version }), bundleExtension(dist, version), bundleWebExtension(dist)]);
  return { ...stage, version };
}

/**
 * A folder with these files, from what was built or else from the repository. `renamed` says what a file is called there,
 * where that is something else; `manifest` is its package.json.
 */
export function assemble(
  built: Stage,
  { contents, renamed = {}, manifest }: { contents: string[]; renamed?: Record<string, string>; manifest: object },
): Stage {
  const stage = emptyStage();
  for (const file of contents.filter((name) => name !== 'package.json')) {
    const name = renamed[file] ?? file;
    const source = [join(built.folder, name), join(root, name)].find((path) => existsSync(path));
    if (!source) throw new Error(`${name} does not exist.`);
    mkdirSync(dirname(join(stage.folder, file)), { recursive: true });
    cpSync(source, join(stage.folder, file));
  }
  writeFileSync(join(stage.folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return stage;
}

/** package.json without what is for developers only. */
export function publicManifest(): Record<string, unknown> {
  const everything = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { scripts, devDependencies, dependencies, private: _, allowScripts, ...manifest } = everything;
  return manifest;
}

function emptyStage(): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-package-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
