/** A real Keycloak from Maven's central repository, built once and shared by every clone on the machine. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const keycloakVersion = '26.7.3';

/** Where big test tools are kept between runs: `TOKENWELL_TEST_CACHE`, or a folder of the user's. */
export function testCache(): string {
  return process.env.TOKENWELL_TEST_CACHE || join(homedir(), '.cache', 'tokenwell-tests');
}

/** The folder of the built Keycloak; it exists only when complete. */
export function keycloakHome(): string {
  return join(testCache(), `keycloak-${keycloakVersion}`);
}

/** Downloads and builds Keycloak where it is not there yet. Throws with words where that fails. */
export function installKeycloak(say: (line: string) => void): string {
  const home = keycloakHome();
  if (existsSync(home)) return home;
  mkdirSync(testCache(), { recursive: true });
  const unlock = lock(join(testCache(), 'keycloak.lock'), say);
  try {
    // Another run may have finished it while this one waited.
    if (!existsSync(home)) install(home, say);
    return home;
  } finally {
    unlock();
  }
}

function install(home: string, say: (line: string) => void): void {
  removeHalfFinished();
  const unfinished = mkdtempSync(join(testCache(), unfinishedPrefix));
  const artifact = `org.keycloak:keycloak-quarkus-dist:${keycloakVersion}:tar.gz`;

  say(`Downloading Keycloak ${keycloakVersion} (170 MB) with Maven …`);
  run(
    'mvn',
    ['-B', '-q', 'dependency:copy', `-Dartifact=${artifact}`, '-DoutputDirectory=.', '-Dmdep.useBaseVersion=true'],
    unfinished,
  );
  run('tar', ['-xzf', `keycloak-quarkus-dist-${keycloakVersion}.tar.gz`], unfinished);
  const unpacked = join(unfinished, `keycloak-${keycloakVersion}`);

  say('Building Keycloak (under a minute) …');
  run('bin/kc.sh', ['build', '--db=dev-mem'], unpacked);
  renameSync(unpacked, home);
  rmSync(unfinished, { recursive: true, force: true });
  say('Keycloak is ready.');
}

const unfinishedPrefix = 'unfinished-keycloak-';

/** Whoever holds the lock may: nobody else is at work. */
function removeHalfFinished(): void {
  for (const name of readdirSync(testCache())) {
    if (name.startsWith(unfinishedPrefix)) rmSync(join(testCache(), name), { recursive: true, force: true });
  }
}

/** SQLite's lock on a file: the kernel frees it when its holder dies, so nobody ever cleans up after a crash. */
function lock(file: string, say: (line: string) => void): () => void {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    say('Waiting for another run that installs Keycloak …');
    database.exec('PRAGMA busy_timeout = 900000');
    database.exec('BEGIN EXCLUSIVE');
  }
  return () => database.close();
}

function run(command: string, args: string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `${done.stdout}${done.stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Error(`Keycloak could not be installed: ${command} ${args[0]} failed.\n${reason}`);
}
