/**
 * `npm run test:python-versions`: the Python client's tests on the oldest version of Python that it runs on and on newer
 * ones, where the machine has them, on the PATH or by pyenv. Says which were not to be had, and fails where there was none.
 */

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { versionEnvironment } from './python-environment.ts';

const client = join(import.meta.dirname, '../clients/python');
const versions = ['3.9', '3.12', '3.13'];
/** Not those on libraries, which are for one version, nor on how the wheel is made. */
const tests = ['auth', 'finding', 'import', 'notebook', 'owner_socket', 'permissions', 'tokens'].map(
  (name) => `test_${name}.py`,
);

let tried = 0;
for (const version of versions) {
  const python = interpreter(version);
  if (!python) {
    console.log(`Python ${version}: not on this machine, not tried.`);
    continue;
  }
  console.log(`Python ${version}: ${python}`);
  const pytest = join(versionEnvironment(version, python), 'pytest');
  const { status } = spawnSync(pytest, ['-q', '-p', 'no:cacheprovider', ...tests], {
    cwd: join(import.meta.dirname, '../test/clients/python'),
    env: { ...process.env, PYTHONPATH: join(client, 'src'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  tried++;
  if (status !== 0) process.exitCode = 1;
}
if (tried === 0) process.exitCode = 1;

function interpreter(version: string): string | undefined {
  const candidates = [`python${version}`, ...globSync(join(homedir(), `.pyenv/versions/${version}.*/bin/python`))];
  return candidates.find((candidate) => {
    const { stdout } = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
    return stdout?.startsWith(`Python ${version}.`);
  });
}
