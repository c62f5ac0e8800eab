/** `npm run package:python`: the wheel of the Python client, as dist/tokenwell-VERSION-py3-none-any.whl. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonEnvironment } from './python-environment.ts';

const root = join(import.meta.dirname, '..');
const parameters = [
  '-m',
  'build',
  '--wheel',
  '--no-isolation',
  '--outdir',
  join(root, 'dist'),
  join(root, 'clients/python'),
];
const { status } = spawnSync(join(pythonEnvironment(), 'python'), parameters, { stdio: 'inherit' });
process.exitCode = status ?? 1;
