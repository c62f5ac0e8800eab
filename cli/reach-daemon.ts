/** The daemon, as commands reach it. */

import { existsSync } from 'node:fs';
import { connect } from '../clients/node/connect.ts';
import type { Connection } from '../clients/node/connection.ts';
import { DaemonUnreachable } from '../clients/node/daemon-error.ts';
import { findPaths } from '../daemon/paths.ts';
import { paintError } from './output/paint.ts';
import { plainText } from './output/plain-text.ts';
import { printAside } from './output/print.ts';

const client = 'tokenwell-cli';

/** Starts a daemon where none runs. */
export function reachDaemon(): Promise<Connection> {
  const onNotice = (words: string) => printAside(`${paintError('yellow', 'Note:')} ${plainText(words)}`);
  return connect({ client, onNotice });
}

/** null: none runs, and none is started. */
export async function runningDaemon(): Promise<Connection | null> {
  try {
    return await connect({ client, start: false });
  } catch (error) {
    if (error instanceof DaemonUnreachable && error.reason === 'not_running') return null;
    throw error;
  }
}

/**
 * For commands that only look at the state. null: none runs, and nobody has signed in yet, so that there is nothing to look
 * at; none is started then.
 */
export async function daemonForLook(): Promise<Connection | null> {
  return existsSync(findPaths().database) ? reachDaemon() : runningDaemon();
}
