/**
 * A real VS Code (code-server, from npm), built once and shared by every clone on the machine.
 *
 * It has a package of its own, `test/vscode`, because it takes 617 MB and is built for Node 24, while `npm ci` runs on
 * whatever Node the machine has.
 */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installOnce, run, testCache } from './test-cache.ts';

const root = join(import.meta.dirname, '..');
const packageFolder = join(root, 'test/vscode');
const nodeFolder = join(root, 'node_modules/node/node_modules', `node-${process.platform}-${process.arch}`);

const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).dependencies['code-server'];
const name = `code-server-${version}`;

/** The program, to be run by Node 24; it exists only when complete. */
export function codeServerProgram(): string {
  return join(testCache(), name, 'node_modules/code-server/out/node/entry.js');
}

/** Installs code-server where it is not there yet. Throws with words where that fails. */
export function installCodeServer(say: (line: string) => void): void {
  installOnce({ name: 'code-server', folder: name, install: (unfinished) => install(unfinished, say) }, say);
}

function install(unfinished: string, say: (line: string) => void): string {
  // They come with the Node of this project; `npm install` sweeps them out again.
  if (!existsSync(join(nodeFolder, 'include'))) throw new Error('The headers of Node are missing; run `npm ci` once.');
  say('Building code-server with npm (617 MB, 2 to 3 minutes) …');
  const folder = join(unfinished, 'package');
  mkdirSync(folder);
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(packageFolder, file), join(folder, file));
  }
  // Its own installation refuses any other package manager than the one that this variable names.
  const { npm_config_user_agent: _, ...environment } = process.env;
  run('npm', ['ci', '--no-audit', '--no-fund'], folder, {
    ...environment,
    // npm runs by the first Node on the PATH, and so does all that it builds.
    PATH: [join(nodeFolder, 'bin'), process.env.PATH].join(delimiter),
    npm_config_nodedir: nodeFolder,
    JOBS: 'max',
  });
  return folder;
}
