/** Starting and stopping the daemon by hand. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../clients/node/connection.ts';
import { CliFailure } from '../failure.ts';
import { paint } from '../output/paint.ts';
import { print } from '../output/print.ts';
import { reachDaemon, runningDaemon } from '../reach-daemon.ts';

/** Milliseconds that a daemon has for refreshes in flight before we stop waiting for it. */
const patience = 15_000;

export async function start(): Promise<void> {
  const running = await runningDaemon();
  const daemon = running ?? (await reachDaemon());
  const { version, pid } = await daemon.health();
  const words = running ? 'The daemon runs already' : 'The daemon runs';
  print(`${paint('green', '✓')} ${words} (version ${version}, process ${pid}).`);
}

export async function stop(): Promise<void> {
  const daemon = await runningDaemon();
  if (!daemon) return print('The daemon does not run; there was nothing to stop.');
  await end(daemon);
  print(`${paint('green', '✓')} The daemon has stopped.`);
}

export async function restart(): Promise<void> {
  const daemon = await runningDaemon();
  if (daemon) await end(daemon);
  const { version, pid } = await (await reachDaemon()).health();
  print(`${paint('green', '✓')} The daemon runs ${daemon ? 'again ' : ''}(version ${version}, process ${pid}).`);
}

/** Resolves once its process is gone, and with it its lock on the state. */
export async function end(daemon: Connection): Promise<void> {
  const { pid } = await daemon.health();
  await daemon.shutDown({ reason: 'stop' });
  const limit = performance.now() + patience;
  while (isAlive(pid)) {
    if (performance.now() > limit) {
      throw new CliFailure(`The daemon (process ${pid}) was asked to stop, but it still runs.`, {
        advice: '`tokenwell daemon logs` tells what it waits for.',
      });
    }
    await delay(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
