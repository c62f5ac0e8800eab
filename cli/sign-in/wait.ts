/** Waits for a sign-in to end, which happens in a browser, at the daemon, or here with Ctrl-C. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError, DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import type { SignIn } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';

/** Milliseconds between two questions to our own daemon, which costs next to nothing. */
const interval = 250;

export interface WaitOptions {
  /** The command that starts it again. */
  again: string;
  /** Called at each look while it waits, e.g. to show what is left. */
  onWaiting?: (signIn: SignIn) => void;
}

/**
 * Resolves with the sign-in as it ended. On SIGINT, SIGTERM and SIGHUP it is cancelled at the daemon, which stops
 * asking the server; then rejects with a `CliFailure` of exit code 130.
 */
export async function waitForEnd(daemon: Connection, started: SignIn, options: WaitOptions): Promise<SignIn> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    let signIn = started;
    while (signIn.state === 'waiting') {
      options.onWaiting?.(signIn);
      await delay(interval, undefined, { signal: interruption.signal }).catch(() => {});
      if (interruption.signal.aborted) throw await cancelled(daemon, signIn);
      signIn = await look(daemon, signIn, options);
    }
    return signIn;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

async function look(daemon: Connection, { id }: SignIn, { again }: WaitOptions): Promise<SignIn> {
  try {
    return await daemon.signIn(id);
  } catch (error) {
    const gone =
      error instanceof DaemonUnreachable || (error instanceof DaemonError && error.code === 'sign_in_not_found');
    if (!gone) throw error;
    const advice = `Start it again with \`${again}\`.`;
    throw new CliFailure('The daemon ended while it waited for this sign-in.', { exitCode: 6, advice });
  }
}

async function cancelled(daemon: Connection, { id }: SignIn): Promise<CliFailure> {
  try {
    await daemon.cancelSignIn(id);
    return new CliFailure('Cancelled: the daemon no longer waits for this sign-in.', { exitCode: 130 });
  } catch {
    const advice = 'It ends by itself when its code expires.';
    return new CliFailure('Cancelled here, but the daemon could not be told.', { exitCode: 130, advice });
  }
}
