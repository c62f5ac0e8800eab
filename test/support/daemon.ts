/**
 * A daemon for tests, under a fresh TOKENWELL_HOME, that leaves nothing behind.
 *
 * `startTestDaemon` runs it in this process: fast, and its clock can be a `FakeClock`. `spawnTestDaemon` runs the real
 * process with its lock, signals and log.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { ProfileDefinitionInput, Settings, StoreKind } from '../../daemon/api.ts';
import type { Clock } from '../../daemon/clock.ts';
import { type RunningDaemon, startDaemon } from '../../daemon/daemon.ts';
import type { Log } from '../../daemon/log.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';

type Store = Extract<StoreKind, 'keyfile' | 'memory' | 'passphrase'>;

interface Common {
  store?: Store;
  /** By name, as in the configuration file. */
  profiles?: Record<string, ProfileDefinitionInput>;
  settings?: Partial<Settings>;
  /** An existing TOKENWELL_HOME, which then stays when the daemon is closed. */
  home?: string;
}

export interface TestDaemon {
  readonly daemon: RunningDaemon;
  readonly home: string;
  readonly paths: Paths;
  /** Over the owner socket, like any client. */
  readonly connection: Connection;
  close(): Promise<void>;
}

export async function startTestDaemon(
  options: Common & { clock?: Clock; random?: () => number; log?: Log; idleExit?: boolean } = {},
): Promise<TestDaemon> {
  const { home, paths, remove } = prepareHome(options);
  const { clock, random, log, idleExit } = options;
  const daemon = await startDaemon({
    paths,
    storeKind: options.store ?? 'keyfile',
    ...(clock && { clock }),
    ...(random && { random }),
    ...(log && { log }),
    ...(idleExit !== undefined && { idleExit }),
  });
  return {
    ...{ daemon, home, paths, connection: connectionTo(paths) },
    async close() {
      await daemon.end('stop');
      remove();
    },
  };
}

export interface SpawnedDaemon {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly home: string;
  readonly paths: Paths;
  readonly connection: Connection;
  /** The log's text so far. */
  log(): string;
  /** Sends a signal and resolves with the exit code once the process is gone; null: the signal ended it. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  close(): Promise<void>;
}

/** Rejects where the daemon refuses to start, with what it said. */
export async function spawnTestDaemon(
  options: Common & { environment?: Record<string, string>; program?: string; arguments?: string[] } = {},
): Promise<SpawnedDaemon> {
  const { home, paths, remove } = prepareHome(options);
  const program = options.program ?? join(import.meta.dirname, '../../daemon/main.ts');
  const child = spawn(process.execPath, [program, ...(options.arguments ?? [])], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TOKENWELL_HOME: home,
      TOKENWELL_STORE: options.store ?? 'keyfile',
      TOKENWELL_SYSTEM_CONFIG: join(home, 'system'),
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await exited)[0];
  };
  try {
    await readiness(child);
  } catch (error) {
    await exited;
    remove();
    throw error;
  }
  return {
    ...{ process: child, pid: child.pid as number, home, paths, connection: connectionTo(paths), kill },
    log: () => readFileSync(join(paths.logs, 'daemon.log'), 'utf8'),
    async close() {
      await kill('SIGTERM');
      remove();
    },
  };
}

/** A fresh TOKENWELL_HOME below the temporary folder. */
export function freshHome(): string {
  return mkdtempSync(join(tmpdir(), 'tokenwell-test-'));
}

/** What a process must have in its environment to use this home. */
export function environmentOf(home: string, store: Store = 'keyfile'): Record<string, string> {
  return { TOKENWELL_HOME: home, TOKENWELL_STORE: store, TOKENWELL_SYSTEM_CONFIG: join(home, 'system') };
}

/** Resolves once no such process runs. Only for processes that are no children of the test's: those tell by `exit`. */
export async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(10);
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // In a container nobody may be there to bury an orphan: it has ended all the same.
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync('/proc/self');
  }
}

/** SIGTERM, where it has not ended by itself. Resolves once it is gone; for the same processes as `untilGone`. */
export async function end(pid: number): Promise<void> {
  try {
    process.kill(pid);
  } catch {
    // It has.
  }
  await untilGone(pid);
}

/** Processes of that TOKENWELL_HOME which run a daemon, also those that nobody can reach yet. Linux only. */
export function daemonsOf(home: string): number[] {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    } catch {
      // It has ended.
      return [];
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(pid, 'environ').includes(`TOKENWELL_HOME=${home}`))
    .filter((pid) => read(pid, 'cmdline').some((word) => /\bdaemon(\.mjs|\/main\.ts)$/.test(word)))
    .map(Number);
}

function prepareHome({ home: given, profiles = {}, settings = {} }: Common) {
  const home = given ?? freshHome();
  const paths = findPaths(environmentOf(home));
  if (Object.keys(profiles).length + Object.keys(settings).length > 0) {
    mkdirSync(paths.config, { recursive: true, mode: 0o700 });
    writeFileSync(paths.configFile, JSON.stringify({ profiles, settings }), { mode: 0o600 });
  }
  const remove = () => {
    if (given === undefined) rmSync(home, { recursive: true, force: true });
  };
  return { home, paths, remove };
}

function connectionTo(paths: Paths): Connection {
  return new Connection({ find: () => findDaemon(paths, {}), client: 'tokenwell-test' });
}

async function readiness(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error('the daemon has no standard output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const report = JSON.parse(line);
    if (report.tokenwell === 'ready') return;
    throw new Error(`${report.code}: ${report.detail}`);
  }
  throw new Error('the daemon ended without a word');
}
