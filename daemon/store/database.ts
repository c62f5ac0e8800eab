/**
 * The state database: one SQLite file that this process holds alone.
 *
 * Its lock is what makes the daemon one per user and state. The kernel frees it when the holder dies, however it dies.
 * It is taken at once on opening and kept until `close`. POSIX gives up a process's locks on a file as soon as the
 * process closes any descriptor of it, so nothing here or elsewhere may open this file through `fs` meanwhile.
 *
 * The journal is a rollback journal (TRUNCATE), not a write-ahead log. A damaged frame ends the reading of a log
 * without an error, so that acknowledged rotations would silently fall back to refresh tokens that are already used up.
 * With a rollback journal all acknowledged state is in one file. A commit costs under a millisecond either way.
 */

import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { damaged, databaseFailure, sqliteResult, sqliteResultOf } from './database-failure.ts';
import { isPresent } from './owner-only.ts';

export type Row = Record<string, SQLOutputValue>;

/** Several starters that meet can each be told "busy" for a moment, so that none would win without a short wait. */
const lockPatienceMilliseconds = 250;

/** Thrown by `StateDatabase.open` where another process holds the file. */
export class DatabaseHeld extends Error {}

export class StateDatabase {
  readonly path: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, connection: DatabaseSync) {
    this.path = path;
    this.#connection = connection;
  }

  /** Opens and locks the file, making an empty one where there is none. Throws `DatabaseHeld`, `store_*`. */
  static open(path: string): StateDatabase {
    let connection: DatabaseSync | undefined;
    try {
      closeToOthers(path);
      connection = new DatabaseSync(path);
      takeLock(connection);
      return new StateDatabase(path, connection);
    } catch (error) {
      connection?.close();
      if (sqliteResultOf(error) === sqliteResult.busy) throw new DatabaseHeld();
      throw databaseFailure(asOpenFailure(error), path);
    }
  }

  /** One that is never written anywhere. */
  static inMemory(): StateDatabase {
    return new StateDatabase('in memory', new DatabaseSync(':memory:'));
  }

  /** Throws `store_damaged` unless the whole file is sound. Its size is that of a few dozen grants, so it is quick. */
  checkIntegrity(): void {
    const findings = this.all('PRAGMA integrity_check(1)').map((row) => String(row.integrity_check));
    if (findings[0] !== 'ok') throw damaged(this.path, findings[0] ?? 'the check said nothing');
    this.#checkSize();
  }

  /** SQLite fills up a last page that was cut with zeros, and finds nothing amiss where it was empty. */
  #checkSize(): void {
    const size = statSync(this.path, { throwIfNoEntry: false })?.size;
    const { page_count: count } = this.get('PRAGMA page_count') ?? {};
    const { page_size: page } = this.get('PRAGMA page_size') ?? {};
    if (size !== undefined && size < Number(count) * Number(page)) throw damaged(this.path, 'its end is missing');
  }

  /** Throws `store_unavailable` where nothing can be written: better known at the start than at the first rotation. */
  checkWritable(): void {
    // Writing the same number again still takes a journal and a durable commit.
    const version = Number(this.get('PRAGMA user_version')?.user_version);
    this.transaction(() => this.execute(`PRAGMA user_version = ${version}`));
  }

  /** Runs `work` as one transaction that is on stable storage on return, or has changed nothing where this throws. */
  transaction<Result>(work: () => Result): Result {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  execute(sql: string): void {
    this.#guarded(() => this.#connection.exec(sql));
  }

  /** Returns the number of rows changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number {
    return this.#guarded(() => Number(this.#statement(sql).run(...parameters).changes));
  }

  get(sql: string, ...parameters: SQLInputValue[]): Row | undefined {
    return this.#guarded(() => this.#statement(sql).get(...parameters));
  }

  all(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return this.#guarded(() => this.#statement(sql).all(...parameters));
  }

  /** Frees the lock. */
  close(): void {
    this.#statements.clear();
    this.#connection.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw databaseFailure(error, this.path);
    }
  }

  #rollBack(): void {
    try {
      this.#connection.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does after a full disk or an I/O error.
    }
  }
}

/** Before SQLite opens it: a new file is owner-only from its first moment, and so is an old one that somebody opened up. */
function closeToOthers(path: string): void {
  if (isPresent(path)) chmodSync(path, 0o600);
  else closeSync(openSync(path, 'wx', 0o600));
}

function takeLock(connection: DatabaseSync): void {
  connection.exec(`PRAGMA busy_timeout = ${lockPatienceMilliseconds}`);
  connection.exec('PRAGMA synchronous = FULL');
  // The locking mode is set once the lock is ours: a connection that failed to get the lock in exclusive mode would
  // keep its shared lock, and several starters would shut each other out.
  connection.exec('BEGIN EXCLUSIVE');
  connection.exec('PRAGMA locking_mode = EXCLUSIVE');
  connection.exec('COMMIT');
  connection.exec('PRAGMA journal_mode = TRUNCATE');
  // Deleted grants are overwritten with zeros in the file.
  connection.exec('PRAGMA secure_delete = ON');
}

/** A system error before SQLite came in (a folder that cannot be written to) is told like SQLite's own. */
function asOpenFailure(error: unknown): unknown {
  if (sqliteResultOf(error) !== undefined) return error;
  return Object.assign(new Error('the file could not be made or closed to others', { cause: error }), {
    errcode: (error as NodeJS.ErrnoException).code === 'ENOSPC' ? sqliteResult.full : sqliteResult.cannotOpen,
  });
}
