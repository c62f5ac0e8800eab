/**
 * How a program of ours reaches the daemon: finds the one that runs, starts one where there is none, asks an older one
 * to hand over, and offers what it has in its environment.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { isNewer, version } from '../../daemon/version.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { environmentToOffer } from './daemon-environment.ts';
import { DaemonError, DaemonUnreachable } from './daemon-error.ts';
import { findDaemon } from './find-daemon.ts';
import { DaemonStartError, type StartOptions, startDaemon } from './start-daemon.ts';

export interface ConnectOptions {
  /** What this program is called in the audit log, e.g. `tokenwell-cli`. */
  client: string;
  self?: ConnectionOptions['self'];
  environment?: Record<string, string | undefined>;
  paths?: Paths;
  /** false: reject with `DaemonUnreachable` where none runs. Default true. */
  start?: boolean;
  /** Folder of the bundled daemon; see `StartOptions`. */
  bundle?: string;
  /** Told in words what a person should know, e.g. that an older daemon would not hand over. */
  onNotice?: (words: string) => void;
}

type Settled = Required<Pick<ConnectOptions, 'paths' | 'environment' | 'onNotice'>> & Pick<ConnectOptions, 'bundle'>;

/** Starts under way in this process, by state directory: whoever comes meanwhile waits for the same one. */
const starts = new Map<string, Promise<void>>();

/** Milliseconds for which a start is tried again while another daemon holds the state, and between two looks for it. */
const patience = 15_000;
const lookInterval = 50;

/** Rejects with `DaemonUnreachable` or `DaemonStartError`. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const environment = options.environment ?? process.env;
  const paths = options.paths ?? findPaths(environment);
  const settled = { paths, environment, onNotice: options.onNotice ?? (() => {}), bundle: options.bundle };
  const connection = new Connection({
    ...{ find: () => findDaemon(paths, environment), client: options.client },
    ...(options.self && { self: options.self }),
  });
  const running = await runningVersion(connection);
  if (options.start !== false && (running === null || isNewer(version, running.version))) {
    await startOnce(connection, running, settled as Settled);
  } else if (running === null) {
    throw new DaemonUnreachable('not_running', 'The daemon is not running.');
  }
  const offer = environmentToOffer(environment);
  if (offer) await connection.offerEnvironment(offer);
  return connection;
}

interface Running {
  version: string;
  startId: string;
}

/** null: nobody listens. */
async function runningVersion(connection: Connection): Promise<Running | null> {
  try {
    const { version: its, start_id: startId } = await connection.health();
    return { version: its, startId };
  } catch (error) {
    if (isEnding(error)) return null;
    throw error;
  }
}

/** Or has ended: a connection that breaks before the answer is one to a daemon that is closing its doors. */
function isEnding(error: unknown): boolean {
  if (error instanceof DaemonError) return error.code === 'shutting_down';
  return error instanceof DaemonUnreachable && (error.reason === 'not_running' || error.reason === 'connection_lost');
}

async function startOnce(connection: Connection, running: Running | null, options: Settled): Promise<void> {
  const { state } = options.paths;
  const underWay = starts.get(state);
  if (underWay) return underWay;
  const start = running === null ? startFirst(connection, options) : replace(connection, running, options);
  // One promise for all: a second one, that nobody waits for, would end the program when the start fails.
  const settled = start.finally(() => starts.delete(state));
  starts.set(state, settled);
  return settled;
}

/** Where another daemon holds the state, it is either about to listen, and then it is ours too, or about to end. */
async function startFirst(
  connection: Connection,
  options: Settled,
  takeOver?: StartOptions['takeOver'],
): Promise<void> {
  const end = performance.now() + patience;
  // Each try costs a process, so they become rarer.
  for (let pause = 1_000; ; pause *= 2) {
    try {
      return await startDaemon({ ...startOptions(options), ...(takeOver === undefined ? {} : { takeOver }) });
    } catch (error) {
      const isHeld = error instanceof DaemonStartError && error.reason === 'already_running';
      if (!isHeld || performance.now() > end) throw error;
    }
    if (await appears(connection, pause)) return;
  }
}

function startOptions({ paths, environment, bundle }: Settled): StartOptions {
  return { paths, environment, ...(bundle === undefined ? {} : { bundle }) };
}

/** Whether a daemon answers within so many milliseconds. */
async function appears(connection: Connection, limit: number): Promise<boolean> {
  const end = performance.now() + limit;
  while (performance.now() < end) {
    if (await runningVersion(connection)) return true;
    await delay(lookInterval);
  }
  return false;
}

/** Asks the older daemon to hand over. One that declines keeps serving, and is told of. */
async function replace(connection: Connection, running: Running, options: Settled): Promise<void> {
  try {
    await connection.shutDown({ reason: 'handover', version });
  } catch (error) {
    if (error instanceof DaemonError && error.code === 'handover_declined') {
      // Where another program was quicker, it is the successor that sees no reason to hand over.
      if ((await runningVersion(connection))?.startId === running.startId) options.onNotice(error.message);
      return;
    }
    if (!isEnding(error)) throw error;
  }
  await startFirst(connection, options, running);
}
