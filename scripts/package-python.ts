/**
 * `npm run package:python`: the wheel of the Python client, as dist/python/tokenwell-VERSION-py3-none-any.whl. The same
 * sources give the same bytes. Needs no network once the environment of the Python tests is there.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { version } from '../daemon/version.ts';
import { pythonEnvironment } from './python-environment.ts';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'clients/python');

/** Its path from the project's folder. One that is newer than its sources is not made again. Throws where it fails. */
export async function buildWheel(): Promise<string> {
  const wheel = `dist/python/tokenwell-${version}-py3-none-any.whl`;
  if (isCurrent(join(root, wheel))) return wheel;
  rmSync(join(root, 'dist/python'), { recursive: true, force: true });
  return relative(root, await packagePython(join(root, 'dist/python')));
}

/** Returns the wheel's path in this folder. Throws where it cannot be built. */
export async function packagePython(folder: string): Promise<string> {
  const building = mkdtempSync(join(tmpdir(), 'tokenwell-wheel-'));
  try {
    const parameters = ['-m', 'build', '--wheel', '--no-isolation', '--outdir', building, sources];
    const environment = { ...process.env, SOURCE_DATE_EPOCH: '1577836800' };
    const python = join(pythonEnvironment(), 'python');
    const { status } = spawnSync(python, parameters, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    const [wheel] = globSync('*.whl', { cwd: building });
    if (status !== 0 || !wheel) throw new Error('The wheel of the Python client could not be built.');
    await mkdir(folder, { recursive: true });
    await cp(join(building, wheel), join(folder, wheel));
    return join(folder, wheel);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

function isCurrent(wheel: string): boolean {
  if (!existsSync(wheel)) return false;
  const made = statSync(wheel).mtimeMs;
  const files = globSync('{src/**/*,pyproject.toml,*.py,README.md,LICENSE}', { cwd: sources });
  return files.every((file) => statSync(join(sources, file)).mtimeMs < made);
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  console.log(folder ? await packagePython(join(root, folder)) : await buildWheel());
}
