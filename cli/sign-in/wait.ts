/** Waits for a sign-in to end, which happens in a browser, at the daemon, or here with Ctrl-C. */

import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError, DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import type { Event, SignIn } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { followDaemon } from '../follow-daemon.ts';

/** Milliseconds between two times that what is left is shown. */
const countdownStep = 250;

export interface WaitOptions {
  /** The command that starts it again. */
  again: string;
  /** Called again and again while it waits, to show what is left. */
  onWaiting?: (signIn: SignIn) => void;
}

/**
 * Resolves with the sign-in as it ended. On SIGINT, SIGTERM and SIGHUP it is cancelled at the daemon, which stops
 * asking the server; then rejects with a `CliFailure` of exit code 130.
 */
export async function waitForEnd(daemon: Connection, started: SignIn, options: WaitOptions): Promise<SignIn> {
  if (started.state !== 'waiting') return started;
  const { promise: end, resolve, reject } = Promise.withResolvers<SignIn>();
  let signIn = started;
  let interrupted = false;
  const take = (now: SignIn | undefined) => {
    if (!now) return reject(gone(options));
    signIn = now;
    // A cancelled sign-in is told as such too; who pressed Ctrl-C knows that.
    if (now.state !== 'waiting' && !interrupted) resolve(now);
  };
  const feed = followDaemon({
    onEvent: (event) => tells(event, started.id) && take(signInOf(event, started.id)),
    // It may have ended, or just be too busy for one more listener.
    onDisconnect: () => void look(daemon, started, options).then(take, reject),
  });
  const interrupt = () => {
    interrupted = true;
    void cancelled(daemon, started).then(reject);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  options.onWaiting?.(signIn);
  const countdown = setInterval(() => options.onWaiting?.(signIn), countdownStep);
  try {
    return await end;
  } finally {
    clearInterval(countdown);
    feed.close();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** Whether it says how the sign-in stands. */
function tells(event: Event, id: string): boolean {
  return event.type === 'hello' || (event.type === 'sign_in' && event.sign_in.id === id);
}

/** undefined: this daemon knows of no such sign-in. */
function signInOf(event: Event, id: string): SignIn | undefined {
  if (event.type === 'hello') return event.sign_ins.find((one) => one.id === id);
  return event.type === 'sign_in' ? event.sign_in : undefined;
}

async function look(daemon: Connection, signIn: SignIn, options: WaitOptions): Promise<SignIn> {
  try {
    return await daemon.signIn(signIn.id);
  } catch (error) {
    const isRefusal = error instanceof DaemonError && ['sign_in_not_found', 'shutting_down'].includes(error.code);
    throw isRefusal || error instanceof DaemonUnreachable ? gone(options) : error;
  }
}

function gone({ again }: WaitOptions): CliFailure {
  const advice = `Start it again with \`${again}\`.`;
  return new CliFailure('The daemon ended while it waited for this sign-in.', { exitCode: 6, advice });
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
