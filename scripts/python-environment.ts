/**
 * Virtual environments for the Python client's tests, kept in the test cache between runs: one with what the tests and the
 * wheel need, and one for each peer, because what the peers want does not fit together.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lock, testCache } from './test-cache.ts';

const tests = join(import.meta.dirname, '../test/clients/python');

/** Returns the folder of its programs; installs on first use and when the requirements changed. Throws with words. */
export function pythonEnvironment(): string {
  return environmentOf('python', join(tests, 'requirements.txt'));
}

/** The same for another interpreter, with those releases that it can run. */
export function versionEnvironment(version: string, python: string): string {
  return environmentOf(`python-${version}`, join(tests, 'any-version.txt'), python);
}

/** The same for the bench of Python’s calls. */
export function benchEnvironment(): string {
  return environmentOf('python-bench', join(tests, '../../../bench/support/requirements.txt'));
}

const backends = join(tests, '../../support/python');

/** The same for a backend's stand-in or its real client: `test/support/python/NAME.txt`. */
export function backendEnvironment(name: string): string {
  return environmentOf(`backend-${name}`, join(backends, `${name}.txt`));
}

/** All of them, so that no test waits for an installation. */
export function installBackendEnvironments(): void {
  for (const list of globSync('*.txt', { cwd: backends })) backendEnvironment(basename(list, '.txt'));
}

/** The same for each library that the bridges lead to, by its name. */
export function peerEnvironments(): Record<string, string> {
  const lists = globSync('peers/*.txt', { cwd: tests })
    .filter((list) => !list.endsWith('.bare.txt'))
    .toSorted();
  return Object.fromEntries(
    lists.map((list) => {
      const name = basename(list, '.txt');
      return [name, environmentOf(`python-${name}`, join(tests, list))];
    }),
  );
}

/** The same for one of them. */
export function peerEnvironment(name: string): string {
  return environmentOf(`python-${name}`, join(tests, 'peers', `${name}.txt`));
}

function environmentOf(name: string, requirements: string, python = 'python3'): string {
  // What is listed in NAME.bare.txt is installed without all that it asks for.
  const bare = requirements.replace(/txt$/, 'bare.txt');
  const lists = [requirements, bare].filter((list) => existsSync(list));
  const digest = createHash('sha256');
  for (const list of lists) digest.update(readFileSync(list));
  const folder = join(testCache(), `${name}-${digest.digest('hex').slice(0, 12)}`);
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return join(folder, 'bin');
  mkdirSync(testCache(), { recursive: true });
  const unlock = lock(join(testCache(), `${name}.lock`), () => console.log(`Waiting for another run’s ${name} …`));
  try {
    // Another run may have finished it while this one waited.
    if (existsSync(complete)) return join(folder, 'bin');
    console.log(`Installing ${basename(requirements, '.txt')} for the Python tests from PyPI …`);
    rmSync(folder, { recursive: true, force: true });
    run(python, ['-m', 'venv', folder]);
    for (const list of lists) {
      const options = ['--quiet', '--disable-pip-version-check', ...(list === bare ? ['--no-deps'] : [])];
      run(join(folder, 'bin/pip'), ['install', ...options, '-r', list]);
    }
    writeFileSync(complete, '');
    return join(folder, 'bin');
  } finally {
    unlock();
  }
}

function run(command: string, parameters: string[]): void {
  const { status } = spawnSync(command, parameters, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new Error(`The Python tests need python3 with venv, and PyPI: ${command} ${parameters[0]} failed.`);
}
