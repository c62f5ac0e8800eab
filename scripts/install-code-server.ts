/**
 * A real VS Code (code-server, from npm), built once and shared by every clone on the machine.
 *
 * It has a package of its own, `test/vscode`, because it takes 617 MB and is built for Node 24, while `npm ci` runs on
 * whatever Node the machine has.
 */

import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce, run } from './test-cache.ts';

const root = join(import.meta.dirname, '..');
const packageFolder = join(root, 'test/vscode');
const nodeFolder = join(root, 'node_modules/node/node_modules', `node-${process.platform}-${process.arch}`);

/** Installs code-server where it is not there yet, and returns its program. Throws with words where that fails. */
export function installCodeServer(say: (line: string) => void): string {
  const version = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).dependencies['code-server'];
  const folder = `code-server-${version}`;
  const home = installOnce({ name: 'code-server', folder, install: (unfinished) => install(unfinished, say) }, say);
  return join(home, 'node_modules/code-server/out/node/entry.js');
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
    npm_config_nodedir: nodeFolder,
    JOBS: 'max',
  });
  return folder;
}
