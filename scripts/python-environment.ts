/** A virtual environment with what the Python client's tests and its wheel need, kept in the test cache between runs. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCache } from './test-cache.ts';

const root = join(import.meta.dirname, '..');
const requirements = join(root, 'test/clients/python/requirements.txt');

/** Returns the folder of its programs; installs on first use and when the requirements changed. Throws with words. */
export function pythonEnvironment(): string {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(testCache(), `python-${digest}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return join(folder, 'bin');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(testCache(), { recursive: true });
  console.log('Installing what the Python tests need from PyPI …');
  run('python3', ['-m', 'venv', folder]);
  run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  writeFileSync(complete, '');
  return join(folder, 'bin');
}

function run(command: string, parameters: string[]): void {
  const { status } = spawnSync(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new Error(`The Python tests need python3 with venv, and PyPI: ${command} ${parameters[0]} failed.`);
}
