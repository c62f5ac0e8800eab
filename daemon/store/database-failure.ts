/** What SQLite reports, in the daemon's words. Result codes: https://sqlite.org/rescode.html */

import { TokenwellError } from '../errors.ts';
import { isPresent } from './owner-only.ts';

/** The low byte of SQLite's extended result codes. */
export const sqliteResult = {
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

export function sqliteResultOf(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** A `TokenwellError` for what SQLite threw; any other error comes back as it is. */
export function databaseFailure(error: unknown, path: string): unknown {
  const result = sqliteResultOf(error);
  switch (result) {
    case undefined:
      return error;
    case sqliteResult.corrupt:
    case sqliteResult.notADatabase:
      return damaged(path, 'SQLite cannot read it', error);
    case sqliteResult.full:
      return unavailable(`The disk that holds ${path} is full. Nothing was changed; free some space.`, error);
    case sqliteResult.readOnly:
    case sqliteResult.cannotOpen:
      return unavailable(
        `The state database ${path} cannot be opened for writing. Check that you own it and its folder, and that the file system is not read-only.`,
        error,
      );
    default:
      return unavailable(
        `The state database ${path} cannot be read or written (SQLite result ${result}). Nothing was changed; check the disk, its quota and its mount.`,
        error,
      );
  }
}

/**
 * The damaged file is left as it is, whatever happens next. A journal must not meet the copy: SQLite would play it back
 * into that.
 */
export function damaged(path: string, what: string, cause?: unknown): TokenwellError {
  const copy = lastGoodPath(path);
  const remedy = isPresent(copy)
    ? `Its last good copy is ${copy}. To go back to it: mv '${path}' '${path}.damaged'; rm -f '${path}-journal'; mv '${copy}' '${path}'. What was signed in after the copy was made has to sign in again.`
    : `There is no copy of it. To start anew: mv '${path}' '${path}.damaged'; rm -f '${path}-journal'. Then sign in again.`;
  return new TokenwellError(
    'store_damaged',
    `The state database ${path} is damaged: ${what}. ${remedy}`,
    {},
    { cause },
  );
}

/** Where the last good copy of a database lies. */
export function lastGoodPath(path: string): string {
  return `${path}.last-good`;
}

function unavailable(detail: string, cause: unknown): TokenwellError {
  return new TokenwellError('store_unavailable', detail, {}, { cause });
}
