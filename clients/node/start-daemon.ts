/**
 * Starts the daemon, detached, and waits for its word that it is ready.
 *
 * The daemon writes one line of JSON to its standard output: that it is ready, or why it cannot be. After that the two
 * have nothing to do with each other.
 */

import { type ChildProcessByStdio, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Paths } from '../../daemon/paths.ts';
import { bundled } from '../../daemon/version.ts';
import { daemonEnvironment } from './daemon-environment.ts';
import { inheritedDescriptors } from './inherited-descriptors.ts';
import { makeOwnCopy } from './own-copy.ts';
import { makeStateFolder } from './state-folder.ts';

export type StartFailure =
  /** This Node (or the one in this VS Code) lacks what the daemon is built on. */
  | 'runtime_too_old'
  /** The folder of the state cannot be made. */
  | 'state_unusable'
  /** The daemon's program is not where it should be. */
  | 'program_missing'
  /** The daemon's own copy could not be made. */
  | 'copy_failed'
  /** The operating system would not start it. */
  | 'spawn_failed'
  /** Another daemon holds the state. */
  | 'already_running'
  /** The daemon told why it cannot run; `code` says it in terms of docs/errors.md. */
  | 'refused'
  /** It ended without a word. */
  | 'ended_early'
  /** It neither ended nor became ready. */
  | 'not_ready';

/** `message` tells a person what happened and what to do. */
export class DaemonStartError extends Error {
  readonly reason: StartFailure;
  /** From the table in docs/errors.md, where the daemon itself refused. */
  readonly code: string | null;

  constructor(reason: StartFailure, message: string, code: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DaemonStartError';
    this.reason = reason;
    this.code = code;
  }
}

export interface StartOptions {
  paths: Paths;
  environment?: Record<string, string | undefined>;
  /** Folder of the bundled `daemon.mjs`; default: beside this program. From the sources `daemon/main.ts` is run in place. */
  bundle?: string;
  /** The older daemon that was asked to hand over: wait until it has let go. */
  takeOver?: { startId: string; version: string };
  /** Milliseconds; default 30,000. */
  deadline?: number;
}

type Starting = ChildProcessByStdio<null, Readable, Readable>;

/** What the daemon says about its start. */
type StartReport = { tokenwell: 'ready' } | { tokenwell: 'failed'; code: string; detail: string };

/** Resolves once it serves. Rejects with `DaemonStartError`. */
export async function startDaemon(options: StartOptions): Promise<void> {
  const { paths } = options;
  requireSqlite();
  requireState(paths.state);
  const program = prepareProgram(options);
  const child = launch(program, options);
  try {
    await readiness(child, paths, options.deadline ?? 30_000);
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

function requireState(folder: string): void {
  try {
    makeStateFolder(folder);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    const message = `The folder ${folder} cannot be made (${why}). Check the folders above it, or set TOKENWELL_HOME to a folder of yours.`;
    throw new DaemonStartError('state_unusable', message, null, { cause: error });
  }
}

function launch(program: string, options: StartOptions): Starting {
  const nothing = openSync(devNull, 'r+');
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  for (const descriptor of inheritedDescriptors()) stdio[descriptor] = nothing;
  try {
    return spawn(process.execPath, [program, ...programArguments(options)], {
      cwd: options.paths.state,
      detached: true,
      env: daemonEnvironment(options.environment),
      stdio: Array.from(stdio, (one) => one ?? 'ignore'),
      windowsHide: true,
    }) as Starting;
  } finally {
    closeSync(nothing);
  }
}

function readiness(child: Starting, paths: Paths, deadline: number): Promise<void> {
  const words = collect(child.stderr);
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      child.kill();
      finish(new DaemonStartError('not_ready', `The daemon did not become ready. Its log is in ${paths.logs}.`));
    };
    const limit = setTimeout(giveUp, deadline);
    const finish = (failure: DaemonStartError | null) => {
      clearTimeout(limit);
      if (failure) reject(failure);
      else resolve();
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const report = parseReport(line);
      if (report) finish(report.tokenwell === 'ready' ? null : refused(report));
    });
    child.once('error', (error) => finish(spawnFailed(error)));
    // 'close' comes after the last line was read; 'exit' may come before.
    child.once('close', (code) => finish(endedEarly(code, words(), paths)));
  });
}

function requireSqlite(): void {
  if (isBuiltin('node:sqlite')) return;
  const message = `The daemon needs Node.js 24 or newer, and this is ${process.version}. Run Tokenwell with a newer one.`;
  throw new DaemonStartError('runtime_too_old', message);
}

function prepareProgram({ paths, bundle, takeOver }: StartOptions): string {
  if (!bundled && bundle === undefined) return join(import.meta.dirname, '../../daemon/main.ts');
  const folder = bundle ?? import.meta.dirname;
  if (!existsSync(join(folder, 'daemon.mjs'))) {
    throw new DaemonStartError('program_missing', `There is no daemon.mjs in ${folder}; install Tokenwell again.`);
  }
  try {
    return makeOwnCopy(paths, folder, takeOver?.version ?? null);
  } catch (error) {
    const message = `The daemon’s program could not be copied to ${paths.versions}: ${(error as Error).message}.`;
    throw new DaemonStartError('copy_failed', message, null, { cause: error });
  }
}

function programArguments({ takeOver }: StartOptions): string[] {
  return takeOver ? ['--take-over-from', takeOver.startId] : [];
}

function refused({ code, detail }: Extract<StartReport, { tokenwell: 'failed' }>): DaemonStartError {
  return new DaemonStartError(code === 'already_running' ? 'already_running' : 'refused', detail, code);
}

function parseReport(line: string): StartReport | null {
  try {
    const content = JSON.parse(line);
    return content?.tokenwell === 'ready' || content?.tokenwell === 'failed' ? content : null;
  } catch {
    return null;
  }
}

function spawnFailed(cause: Error): DaemonStartError {
  return new DaemonStartError('spawn_failed', `The daemon could not be started: ${cause.message}.`, null, { cause });
}

function endedEarly(code: number | null, words: string, paths: Paths): DaemonStartError {
  // Of a stack trace the line that names the error; of anything else the end.
  const said = words ? ` Its last words: ${/^\w*Error\b.*$/m.exec(words)?.[0] ?? words}` : '';
  const message = `The daemon ended while it started (exit code ${code ?? 'none'}). Its log is in ${paths.logs}.${said}`;
  return new DaemonStartError('ended_early', message);
}

/** The last two thousand characters that a stream brought. */
function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}
