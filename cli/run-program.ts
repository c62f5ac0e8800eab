/** Runs a program as if the shell had started it itself: its terminal, its signals and its exit code are its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { CliFailure } from './failure.ts';

/** Resolves once it has ended, with `process.exitCode` set. */
export async function runProgram(
  [program = '', ...parameters]: string[],
  environment: Record<string, string>,
): Promise<void> {
  // From before the child is there: what comes while it starts would otherwise end us, and leave it alone.
  const stop = passSignalsTo((signal) => child.kill(signal));
  const child = spawn(program, parameters, { stdio: 'inherit', env: environmentFor(environment) });
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    stop();
    endLike(code, signal);
  } catch (error) {
    stop();
    throw notStarted(program, error as NodeJS.ErrnoException);
  }
}

function environmentFor(added: Record<string, string>): NodeJS.ProcessEnv {
  const environment = { ...process.env, ...added };
  // It makes a Node of VS Code's runtime, for this command; a child that is an Electron program must not become one.
  if (process.versions.electron) delete environment.ELECTRON_RUN_AS_NODE;
  return environment;
}

const fromTheTerminal = ['SIGINT', 'SIGQUIT'] as const;
const fromAnybody = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

/** Ctrl-C reaches every program in the foreground of a terminal by itself: passed on, the child would get it twice. */
function passSignalsTo(send: (signal: NodeJS.Signals) => void): () => void {
  const wait = () => {};
  for (const signal of fromAnybody) process.on(signal, send);
  for (const signal of fromTheTerminal) process.on(signal, hasTerminal() ? wait : send);
  return () => {
    for (const signal of [...fromAnybody, ...fromTheTerminal])
      process.removeListener(signal, send).removeListener(signal, wait);
  };
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** A shell that waits for us must see how the child ended: one that was interrupted ends the script, an exit code does not. */
function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) {
    process.exitCode = code ?? 1;
    return;
  }
  process.exitCode = 128 + constants.signals[signal];
  // Others would leave a core of ours, or are ignored by Node.
  if (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'].includes(signal)) process.kill(process.pid, signal);
}

function notStarted(program: string, error: NodeJS.ErrnoException): CliFailure {
  const exitCode: ExitCode = error.code === 'ENOENT' ? 127 : 126;
  const why = error.code === 'ENOENT' ? 'there is no such command' : exitCodes[exitCode].short;
  return new CliFailure(`${program}: ${why}.`, { exitCode });
}
