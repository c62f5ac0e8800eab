/** Big test tools are installed once and shared by every clone on the machine. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where they are kept between runs: `TOKENWELL_TEST_CACHE`, or a folder of the user's. */
export function testCache(): string {
  return process.env.TOKENWELL_TEST_CACHE || join(homedir(), '.cache', 'tokenwell-tests');
}

export interface CachedTool {
  /** As people know it, e.g. `Keycloak`. */
  name: string;
  /** Name of its folder in the cache; it exists only when complete. */
  folder: string;
  /** Puts it into a folder below this empty one, and returns that folder. */
  install(unfinished: string): string;
}

/** The tool's folder. Throws with words where it cannot be installed. */
export function installOnce(tool: CachedTool, say: (line: string) => void): string {
  const home = join(testCache(), tool.folder);
  if (existsSync(home)) return home;
  mkdirSync(testCache(), { recursive: true });
  const word = tool.name.toLowerCase().replaceAll(' ', '-');
  const unlock = lock(join(testCache(), `${word}.lock`), () =>
    say(`Waiting for another run that installs ${tool.name} …`),
  );
  try {
    // Another run may have finished it while this one waited.
    if (!existsSync(home)) install(tool, home, `unfinished-${word}-`);
    return home;
  } finally {
    unlock();
  }
}

function install(tool: CachedTool, home: string, prefix: string): void {
  // Whoever holds the lock may: nobody else is at work.
  for (const name of readdirSync(testCache())) {
    if (name.startsWith(prefix)) rmSync(join(testCache(), name), { recursive: true, force: true });
  }
  const unfinished = mkdtempSync(join(testCache(), prefix));
  renameSync(tool.install(unfinished), home);
  rmSync(unfinished, { recursive: true, force: true });
}

/** Waits for its turn. SQLite's lock on a file: the kernel frees it when its holder dies, so nobody ever cleans up after a crash. */
export function lock(file: string, onWait: () => void): () => void {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    onWait();
    database.exec('PRAGMA busy_timeout = 900000');
    database.exec('BEGIN EXCLUSIVE');
  }
  return () => database.close();
}

/** Throws with the command's last words where it fails. */
export function run(command: string, parameters: string[], cwd: string, environment = process.env): void {
  const done = spawnSync(command, parameters, { cwd, encoding: 'utf8', env: environment, maxBuffer: 64 * 1024 * 1024 });
  if (done.status === 0) return;
  const reason = done.error?.message ?? `${done.stdout}${done.stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Error(`${command} ${parameters[0]} failed.\n${reason}`);
}
