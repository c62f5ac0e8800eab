/**
 * The daemon's process: reads its environment, starts the daemon, and ends with it.
 *
 *     node daemon/main.ts [--stay] [--take-over-from START_ID]
 *
 * `--stay` keeps it although nobody calls, for a service of the system; `--take-over-from` waits for an older daemon that
 * hands over. It tells by one line of JSON on standard output that it serves, or why it does not; everything after goes
 * to the log.
 */

import { parseArgs } from 'node:util';
import type { Settings, StoreKind } from './api.ts';
import { startDaemon } from './daemon.ts';
import { TokenwellError } from './errors.ts';
import { openLogFile } from './lifecycle/log-file.ts';
import { findPaths } from './paths.ts';

/** What the process's end means to whoever started it. */
const exitCodes = { ended: 0, mistake: 1, wrongUsage: 2, alreadyRunning: 3, refused: 4 } as const;

const storeKinds: StoreKind[] = ['keyring', 'vscode', 'passphrase', 'keyfile', 'memory'];

// Whatever is made, it is for the user alone.
process.umask(0o077);
// Whoever started us may be gone when something writes to these.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const paths = findPaths();
const log = openLogFile(paths.logs);

// The terminal that we came from closes; that is no reason to end.
process.on('SIGHUP', () => {});
// Node's answer to SIGUSR1 is a debugger on a TCP port, which any user of the machine could open.
process.on('SIGUSR1', () => {});
process.removeAllListeners('warning').on('warning', (warning) => log.debug({ err: warning }, 'a warning of Node'));
for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(kind, (error) => {
    log.error({ err: error }, 'the daemon made a mistake and ends');
    process.exit(exitCodes.mistake);
  });
}

const options = readOptions();
try {
  const applySettings = (settings: Settings) => log.setLevel(settings.log_level);
  const daemon = await startDaemon({ ...options, paths, log, applySettings });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => daemon.end('stop'));
  report({ tokenwell: 'ready' });
  await daemon.ended;
  process.exit(exitCodes.ended);
} catch (error) {
  fail(error);
}

function readOptions(): { storeKind: StoreKind | null; idleExit: boolean; takeOverFrom?: string } {
  const wished = process.env.TOKENWELL_STORE;
  const storeKind = storeKinds.find((kind) => kind === wished) ?? null;
  if (wished && !storeKind) {
    refuse('bad_request', `TOKENWELL_STORE must be one of ${storeKinds.join(', ')}.`, exitCodes.wrongUsage);
  }
  try {
    const { values } = parseArgs({ options: { stay: { type: 'boolean' }, 'take-over-from': { type: 'string' } } });
    const predecessor = values['take-over-from'];
    return { storeKind, idleExit: !values.stay, ...(predecessor === undefined ? {} : { takeOverFrom: predecessor }) };
  } catch (error) {
    refuse('bad_request', (error as Error).message, exitCodes.wrongUsage);
  }
}

function fail(error: unknown): never {
  if (error instanceof TokenwellError) {
    log.warn({ code: error.code, detail: error.message }, 'the daemon does not start');
    refuse(error.code, error.message, error.code === 'already_running' ? exitCodes.alreadyRunning : exitCodes.refused);
  }
  log.error({ err: error }, 'the daemon could not start');
  refuse('internal_error', `The daemon could not start; its log in ${paths.logs} tells why.`, exitCodes.mistake);
}

function refuse(code: string, detail: string, exitCode: number): never {
  report({ tokenwell: 'failed', code, detail });
  process.exit(exitCode);
}

/** Pipes to a parent are synchronous on Unix, so that the line is out before the process ends. */
function report(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
