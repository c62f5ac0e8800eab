/**
 * The daemon's log: one JSON object a line, in an owner-only file that is never larger than a megabyte. The four before it
 * are kept as `daemon.log.1` (the youngest) to `daemon.log.4`.
 *
 * The rotation is a few lines of our own: what libraries offer writes from a worker thread, which loses the last lines of
 * a process that dies, and those are the ones that matter.
 */

import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Settings } from '../api.ts';
import type { Log } from '../log.ts';
import { redact } from '../redaction.ts';

export interface LogFile extends Log {
  setLevel(level: Settings['log_level']): void;
}

interface LogFileOptions {
  level?: Settings['log_level'];
  /** Bytes; default a megabyte. */
  largest?: number;
  /** Files kept, the current one included; default 5. */
  kept?: number;
}

export function openLogFile(directory: string, options: LogFileOptions = {}): LogFile {
  const file = new RotatingFile(directory, options.largest ?? 1_000_000, options.kept ?? 5);
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError, err: describeError, cause: describeError },
    },
    { write: (line: string) => file.write(redact(line)) },
  );
  return Object.assign(logger as Log, {
    setLevel(level: Settings['log_level']) {
      logger.level = level;
    },
  });
}

/** An error's own words and place, never its other members: libraries hang whole requests and answers on them. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack } = error;
  const code = (error as NodeJS.ErrnoException).code;
  const cause = error.cause instanceof Error ? { name: error.cause.name, message: error.cause.message } : undefined;
  return { name, message, ...(code === undefined ? {} : { code }), stack, ...(cause ? { cause } : {}) };
}

class RotatingFile {
  readonly #directory: string;
  readonly #largest: number;
  readonly #kept: number;
  #descriptor: number | null = null;
  #size = 0;

  constructor(directory: string, largest: number, kept: number) {
    this.#directory = directory;
    this.#largest = largest;
    this.#kept = kept;
  }

  /** A log that cannot be written (a full disk) must not end what it tells of. */
  write(line: string): void {
    try {
      const bytes = Buffer.byteLength(line);
      if (this.#descriptor !== null && this.#size > 0 && this.#size + bytes > this.#largest) this.#rotate();
      this.#descriptor ??= this.#open();
      this.#size += writeSync(this.#descriptor, line);
    } catch {
      this.#descriptor = null;
    }
  }

  #open(): number {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const descriptor = openSync(this.#name(0), 'a', 0o600);
    this.#size = fstatSync(descriptor).size;
    return descriptor;
  }

  #rotate(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    for (let age = this.#kept - 2; age >= 0; age--) {
      try {
        renameSync(this.#name(age), this.#name(age + 1));
      } catch {
        // There are not that many yet.
      }
    }
  }

  #name(age: number): string {
    return join(this.#directory, age === 0 ? 'daemon.log' : `daemon.log.${age}`);
  }
}
