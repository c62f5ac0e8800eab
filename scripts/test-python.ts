/**
 * `npm run test:clients`: the Python client's lint, types and tests. Prints `N passing` and `N failing` as mocha does.
 *
 *     npm run test:clients -- test_bridges.py -k tapipy      what pytest shall run, below test/clients/python
 */

import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { peerEnvironments, pythonEnvironment } from './python-environment.ts';

const root = join(import.meta.dirname, '..');
const client = join(root, 'clients/python');
const programs = pythonEnvironment();

const checks: [string, string[]][] = [
  ['ruff', ['check', 'src']],
  ['ruff', ['format', '--check', 'src']],
  ['mypy', []],
];
const failedChecks = checks.filter(([program, parameters]) => {
  const { status } = spawnSync(join(programs, program), parameters, { cwd: client, stdio: 'inherit' });
  return status !== 0;
});

const peers = Object.entries(peerEnvironments()).flatMap(([name, bin]) => ['--peer', `${name}=${join(bin, 'python')}`]);
const wanted = process.argv.slice(2);
const pytest = spawn(join(programs, 'pytest'), ['-q', '-p', 'no:cacheprovider', ...peers, ...wanted], {
  cwd: join(root, 'test/clients/python'),
  env: { ...process.env, PYTHONPATH: join(client, 'src'), PYTHONDONTWRITEBYTECODE: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
pytest.stdout.on('data', (chunk: Buffer) => {
  process.stdout.write(chunk);
  output += chunk;
});
pytest.on('close', (code) => {
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
  const failing = count('failed') + count('errors?') + failedChecks.length;
  console.log(`\n  ${count('passed') + checks.length - failedChecks.length} passing\n  ${failing} failing`);
  if (code !== 0 || failing > 0) process.exitCode = 1;
});
