/** The daemon of these directories and no other, whatever TOKENWELL_SOCKET says: its accounts are about to be signed out. */

import { existsSync } from 'node:fs';
import { connect } from '../../clients/node/connect.ts';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import { DaemonStartError } from '../../clients/node/start-daemon.ts';
import type { Paths } from '../../daemon/paths.ts';

export interface Reached {
  /** null: none runs, and none is needed or can be had. */
  daemon: Connection | null;
  /** Why none can be had, though somebody may be signed in. */
  trouble: string | null;
}

/** With `start`, one is started where there is a state whose sign-ins only a daemon can end. */
export async function reachOurs(paths: Paths, { start }: { start: boolean }): Promise<Reached> {
  // The state knows by which kind of store it was sealed.
  const environment = { ...process.env, TOKENWELL_SOCKET: undefined, TOKENWELL_STORE: undefined };
  try {
    const isNeeded = start && existsSync(paths.database);
    const daemon = await connect({ client: 'tokenwell-cli', paths, environment, start: isNeeded });
    return { daemon, trouble: null };
  } catch (error) {
    if (error instanceof DaemonUnreachable && error.reason === 'not_running') return { daemon: null, trouble: null };
    // A daemon elsewhere holds the state: nothing may be taken away under it.
    const isHeld = error instanceof DaemonStartError && error.reason === 'already_running';
    if (isHeld || !(error instanceof DaemonStartError)) throw error;
    return { daemon: null, trouble: error.message };
  }
}
