/** `npm run package:python`: the wheel of the Python client, as dist/python/tokenwell-VERSION-py3-none-any.whl. */

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.ts';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'clients/python');

/** Its path from the project's folder. One that is newer than its sources is not made again. Throws where it fails. */
export function buildWheel(): string {
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(join(sources, 'pyproject.toml'), 'utf8')) ?? [];
  const wheel = `dist/python/tokenwell-${version}-py3-none-any.whl`;
  if (!isCurrent(join(root, wheel))) {
    rmSync(join(root, 'dist/python'), { recursive: true, force: true });
    mkdirSync(join(root, 'dist/python'), { recursive: true });
    const parameters = ['-m', 'build', '--wheel', '--no-isolation', '--outdir', join(root, 'dist/python'), sources];
    const { status } = spawnSync(join(pythonEnvironment(), 'python'), parameters, { stdio: ['ignore', 2, 2] });
    if (status !== 0 || !existsSync(join(root, wheel))) throw new Error('The wheel of the Python client was not made.');
  }
  return wheel;
}

function isCurrent(wheel: string): boolean {
  if (!existsSync(wheel)) return false;
  const made = statSync(wheel).mtimeMs;
  const files = globSync('{src/**/*,pyproject.toml,README.md,LICENSE}', { cwd: sources });
  return files.every((file) => statSync(join(sources, file)).mtimeMs < made);
}

if (import.meta.main) console.log(buildWheel());
