/** Failures as people see them: one line that says what happened, one that says what to do. */

import { CommanderError } from 'commander';
import { DaemonError, DaemonUnreachable } from '../clients/node/daemon-error.ts';
import { DaemonStartError, type StartFailure } from '../clients/node/start-daemon.ts';
import { type ErrorCode, errorTable } from '../daemon/errors.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { paintError } from './output/paint.ts';
import { plainText } from './output/plain-text.ts';

/** Thrown by commands. `message` is a whole sentence; `advice` what to do next, if there is something. */
export class CliFailure extends Error {
  readonly exitCode: ExitCode;
  readonly advice: string | undefined;

  constructor(message: string, { exitCode = 1, advice }: { exitCode?: ExitCode; advice?: string } = {}) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** Tells it on standard error, and returns the exit code. A stack is shown only with TOKENWELL_DEBUG. */
export function reportFailure(error: unknown): number {
  // commander has told its own errors, and help is none.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, advice, exitCode } = describe(error);
  process.stderr.write(`${paintError('red', 'tokenwell:')} ${plainText(message)}\n`);
  if (advice) process.stderr.write(`${plainText(advice)}\n`);
  if (process.env.TOKENWELL_DEBUG) console.error(error);
  return exitCode;
}

function describe(error: unknown): { message: string; advice: string | undefined; exitCode: number } {
  if (error instanceof CliFailure) return error;
  if (error instanceof DaemonError) {
    const advice = errorTable[error.code]?.advice;
    // Many details say themselves what to do.
    const saidAlready =
      error.message.includes('`tokenwell ') || error.message.includes(advice) || saysWhatToDo.has(error.code);
    return { message: error.message, advice: saidAlready ? undefined : advice, exitCode: exitCodeOf(error.code) };
  }
  if (error instanceof DaemonUnreachable) {
    return { message: error.message, advice: adviceUnreachable(error), exitCode: 6 };
  }
  if (error instanceof DaemonStartError) {
    const saidAlready = error.message.includes('`tokenwell ') || beforeTheDaemon.has(error.reason);
    const advice = '`tokenwell daemon logs` tells more; `tokenwell daemon run` shows it live.';
    return { message: error.message, advice: saidAlready ? undefined : advice, exitCode: 6 };
  }
  const message = error instanceof Error ? error.message : String(error);
  const advice = 'Set TOKENWELL_DEBUG=1 to see where; please report it if it looks like our mistake.';
  return { message, advice, exitCode: 1 };
}

/** No daemon was started, so its log tells nothing of it. */
const beforeTheDaemon = new Set<StartFailure>(['runtime_too_old', 'state_unusable']);

/** Their details say it in the words of the occasion. */
const saysWhatToDo = new Set<ErrorCode>(['account_ambiguous', 'bad_request', 'narrowing_refused', 'scope_not_granted']);

function adviceUnreachable(error: DaemonUnreachable): string | undefined {
  if (error.message.includes('`tokenwell ')) return undefined;
  if (error.reason === 'not_running')
    return '`tokenwell daemon start` starts it; `tokenwell daemon logs` tells what it did last.';
  return '`tokenwell daemon status` and `tokenwell daemon logs` tell more.';
}
