/** The daemon, as commands reach it. */

import { connect } from '../clients/node/connect.ts';
import type { Connection } from '../clients/node/connection.ts';
import { DaemonUnreachable } from '../clients/node/daemon-error.ts';
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
