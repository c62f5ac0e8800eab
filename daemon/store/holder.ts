/**
 * Who holds the state: a small record beside the database, for messages only. The lock itself is the database's.
 * A record that outlived its writer (kill -9) is overwritten by the next holder.
 */

import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { replaceOwnerOnlyFile } from './owner-only.ts';

export interface Holder {
  host: string;
  pid: number;
  start_id: string;
  /** Seconds since the Unix epoch. */
  since: number;
}

export function holderPath(database: string): string {
  return join(dirname(database), 'holder.json');
}

/** Call only while holding the lock. A full disk must not keep the daemon from starting, so a failure is only logged. */
export function recordHolder(database: string, holder: Holder, log: Log): void {
  try {
    replaceOwnerOnlyFile(holderPath(database), `${JSON.stringify(holder)}\n`);
  } catch (error) {
    log.warn({ err: error }, 'who holds the state could not be written down');
  }
}

/** Call only while holding the lock. */
export function forgetHolder(database: string): void {
  try {
    rmSync(holderPath(database), { force: true });
  } catch {
    // A record that stays behind is overwritten by the next holder.
  }
}

/** null: there is no record, or it cannot be read. */
export function readHolder(database: string): Holder | null {
  try {
    const record = JSON.parse(readFileSync(holderPath(database), 'utf8'));
    return typeof record.host === 'string' && Number.isInteger(record.pid) ? record : null;
  } catch {
    return null;
  }
}

/** The refusal for somebody who met the lock. */
export function alreadyRunning(database: string, holder: Holder | null): TokenwellError {
  return new TokenwellError('already_running', describe(database, holder));
}

function describe(database: string, holder: Holder | null): string {
  if (holder && holder.host !== hostname()) {
    return (
      `Tokenwell's daemon runs on host ${printable(holder.host)}${sinceWhen(holder)}. A home shared by several hosts has one ` +
      'daemon at a time, so that no two refresh the same grant. Stop it there with `tokenwell daemon stop`, or set ' +
      'TOKENWELL_HOME here to a folder that this host does not share.'
    );
  }
  if (holder && isAlive(holder.pid)) {
    return `Tokenwell's daemon runs already as process ${holder.pid}${sinceWhen(holder)}. Use it, or stop it with \`tokenwell daemon stop\`.`;
  }
  return `Another process holds the state database ${database}: a daemon that is just starting, or a tool that has the file open. Try again in a moment.`;
}

function sinceWhen(holder: Holder): string {
  const since = new Date(holder.since * 1000);
  return Number.isNaN(since.getTime()) ? '' : ` since ${since.toISOString()}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The record is a file that anything of the user may have written: no control characters in a message. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 255);
}
