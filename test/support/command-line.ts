/** A terminal on a machine of its own (a fresh TOKENWELL_HOME): runs the real `tokenwell` command and any other program. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { environmentOf, freshHome } from './daemon.ts';

export interface Finished {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  process: ChildProcess;
  finished: Promise<Finished>;
  /** The first match in standard output, as soon as it is there. Rejects where the command ends without it. */
  output(pattern: RegExp): Promise<RegExpExecArray>;
}

interface RunOptions {
  /** For standard input, which is then closed. */
  input?: string;
  environment?: Record<string, string>;
}

export class CommandLine {
  readonly home = freshHome();
  readonly environment: Record<string, string> = {
    ...environmentOf(this.home),
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    NO_COLOR: '1',
  };

  tokenwell(args: string[], options: RunOptions = {}): Promise<Finished> {
    return this.startTokenwell(args, options).finished;
  }

  startTokenwell(args: string[], options: RunOptions = {}): Running {
    return this.start(process.execPath, [join(import.meta.dirname, '../../cli/main.ts'), ...args], options);
  }

  start(program: string, args: string[], { input = '', environment = {} }: RunOptions = {}): Running {
    const child = spawn(program, args, { cwd: this.home, env: { ...this.environment, ...environment } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}).end(input);
    const finished = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }));
    return {
      process: child,
      finished,
      output: (pattern) =>
        new Promise((resolve, reject) => {
          const look = () => {
            const match = pattern.exec(stdout);
            if (match) resolve(match);
          };
          child.stdout.on('data', look);
          look();
          finished.then(() => reject(new Error(`The command ended without ${pattern}:\n${stdout}\n${stderr}`)), reject);
        }),
    };
  }

  /** Ends the daemon and removes everything. */
  async close(): Promise<void> {
    await this.tokenwell(['daemon', 'stop']);
    rmSync(this.home, { recursive: true, force: true });
  }
}
