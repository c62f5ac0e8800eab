/** Runs the real `tokenwell` in a process of its own, with or without a terminal. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const program = join(import.meta.dirname, '../../cli/main.ts');
const terminal = join(import.meta.dirname, 'in-terminal.py');

/** Compiled once for all runs, which halves the time of each. */
const compiled = mkdtempSync(join(tmpdir(), 'tokenwell-test-compiled-'));
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }));

export interface RunOptions {
  /** TOKENWELL_HOME and its like; nothing else of ours is inherited. */
  environment: Record<string, string>;
  folder?: string;
  /** Standard input, which then ends. */
  input?: string;
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** To its end. */
export async function runCli(args: string[], options: RunOptions): Promise<Outcome> {
  return startCli(args, options).end();
}

/** `startCli` leaves standard input open unless `input` is given. */
export function startCli(args: string[], options: RunOptions): RunningCli {
  return new RunningCli(launch([process.execPath, program, ...args], options), options.input ?? '');
}

/** In a terminal of 40 lines; what is typed by `type` arrives there as from a keyboard. */
export function startInTerminal(args: string[], options: RunOptions & { columns?: number }): RunningCli {
  const size = ['40', String(options.columns ?? 80)];
  return new RunningCli(launch(['python3', terminal, ...size, process.execPath, program, ...args], options));
}

export class RunningCli {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  constructor(child: ChildProcessWithoutNullStreams, input?: string) {
    this.#child = child;
    this.#ended = once(child, 'close').then(([code]) => code as number | null);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      this.#stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text;
    });
    if (input !== undefined) child.stdin.end(input);
  }

  /** Resolves with the match as soon as standard output has it; rejects if the program ends before. */
  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(pattern, this.#child.stdout, () => this.#stdout);
  }

  /** The same for standard error. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#until(pattern, this.#child.stderr, () => this.#stderr);
  }

  async #until(pattern: RegExp, stream: Readable, soFar: () => string): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(soFar());
      if (match) return match;
      const ended = await Promise.race([once(stream, 'data').then(() => false), this.#ended.then(() => true)]);
      if (ended && !pattern.test(soFar())) {
        throw new Error(`It ended without showing ${pattern}:\n${this.#stdout}\n${this.#stderr}`);
      }
    }
  }

  /** Ctrl-C, where there is no terminal to type it on. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  async end(): Promise<Outcome> {
    const code = await this.#ended;
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }
}

function launch(
  [command = '', ...args]: string[],
  { environment, folder }: RunOptions,
): ChildProcessWithoutNullStreams {
  const { PATH = '', HOME = '' } = process.env;
  return spawn(command, args, {
    cwd: folder ?? environment.TOKENWELL_HOME,
    env: { PATH, HOME, TERM: 'xterm-256color', LANG: 'C.UTF-8', NODE_COMPILE_CACHE: compiled, ...environment },
  });
}
