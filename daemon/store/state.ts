/**
 * Everything that outlives the daemon's process, opened: accounts, grants, and the secret store that guards them.
 * docs/state.md says what lies where.
 */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Event, StoreKind } from '../api.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Paths } from '../paths.ts';
import type { AccountRecord, AccountStore } from './account-store.ts';
import type { AuditStore } from './audit-store.ts';
import { keyFileSource } from './data-key/keyfile.ts';
import { type KeyringOptions, keyringSource } from './data-key/keyring.ts';
import { memorySource } from './data-key/memory.ts';
import { passphraseSource } from './data-key/passphrase.ts';
import type { DataKey, DataKeySource, SourceOf } from './data-key/source.ts';
import { windowSource } from './data-key/window.ts';
import { DatabaseHeld, StateDatabase } from './database.ts';
import { damaged, lastGoodPath } from './database-failure.ts';
import { checkRows } from './digest.ts';
import { alreadyRunning, forgetHolder, readHolder, recordHolder } from './holder.ts';
import { KeyMove } from './key-move.ts';
import { copyBeforeMigration, copyLastGood } from './last-good-copy.ts';
import { type Facts, Meta } from './meta.ts';
import { checkSchema, isNew, migrate } from './migrations.ts';
import { isPresent, makeOwnerOnlyDirectory } from './owner-only.ts';
import type { PermissionRecord, PermissionStore } from './permission-store.ts';
import { Place } from './place.ts';
import { SecretStore } from './secret-store.ts';
import { SqliteAudit } from './sqlite-audit.ts';
import { SqliteGrants } from './sqlite-grants.ts';
import { SqliteRecords } from './sqlite-records.ts';
import type { TokenRecord, TokenRecordStore } from './token-record-store.ts';

/** Nothing on disk is as safe as what the system unlocks with the person's session. */
const usualKind = 'keyring';
const day = 24 * 60 * 60 * 1000;

export interface StateOptions {
  paths: Pick<Paths, 'state' | 'database'>;
  /** null: the kind that the state is sealed under already, or the usual one for a new state. */
  kind: StoreKind | null;
  clock: Clock;
  log: Log;
  events: { emit(event: Event): void };
  /** The state was deleted or replaced under us: whoever opens it next is another daemon, so this one must end. */
  lost?: () => void;
  /** Names this start of the daemon to whoever meets the lock. */
  startId?: string;
  keyring?: KeyringOptions;
  /** For `keyfile`; default `data.key` in the state directory. */
  keyFile?: string;
}

export interface State {
  accounts: AccountStore;
  tokenRecords: TokenRecordStore;
  permissions: PermissionStore;
  audit: AuditStore;
  grants: SqliteGrants;
  store: SecretStore;
  /** Grants that end with this process: it should not be replaced lightly. */
  holdsMemoryOnlyGrants(): boolean;
  /** Deletes grants that no account names. Call before anybody signs in. */
  forgetStrayGrants(): void;
  /** Frees the lock. Nothing of this state may be used afterwards. */
  close(): Promise<void>;
}

/**
 * Takes the lock that makes the daemon one, checks the database and opens it. The data key may come later: see `store`.
 * Throws `already_running`, `store_damaged`, `store_unavailable`, `store_mismatch`; nothing is changed then.
 */
export async function openState(options: StateOptions): Promise<State> {
  const { paths } = options;
  makeOwnerOnlyDirectory(paths.state);
  const file = holdAlone(options);
  try {
    const database = options.kind === 'memory' ? StateDatabase.inMemory() : file;
    prepare(database, options);
    const kind = keptKind(database, options) ?? options.kind ?? kindOf(database) ?? usualKind;
    return assemble(database, file, { ...options, kind });
  } catch (error) {
    forgetHolder(paths.database);
    file.close();
    throw error;
  }
}

function holdAlone({ paths, clock, log, startId }: StateOptions): StateDatabase {
  const file = openOrRefuse(paths.database);
  const before = readHolder(paths.database);
  if (before && before.host !== hostname()) {
    log.warn({ host: before.host }, 'the last daemon on this state ran on another host and did not end in order');
  }
  const since = Math.floor(clock.now().wall / 1000);
  recordHolder(paths.database, { host: hostname(), pid: process.pid, start_id: startId ?? randomUUID(), since }, log);
  return file;
}

function openOrRefuse(path: string): StateDatabase {
  try {
    return StateDatabase.open(path);
  } catch (error) {
    if (error instanceof DatabaseHeld) throw alreadyRunning(path, readHolder(path));
    throw error;
  }
}

/** Sound, of the newest schema, and sealed by this kind of store. */
function prepare(database: StateDatabase, { kind }: StateOptions): void {
  database.checkIntegrity();
  if (kind !== 'memory') refuseEmptied(database);
  migrate(database, (version) => copyBeforeMigration(database, version));
  checkSchema(database);
  checkRows(database);
  database.checkWritable();
}

/** The kind that grants are sealed by; null: none are. Throws `store_mismatch` where another one was asked for. */
function keptKind(database: StateDatabase, { kind, log }: StateOptions): StoreKind | null {
  if (kind === 'memory' || database.get('SELECT 1 FROM grants') === undefined) return null;
  const sealedBy = kindOf(database);
  if (kind === null || sealedBy === kind) return sealedBy;
  // A service or a setting from before the move; the person has said since where the key shall be.
  if (!new Meta(database).get('moved_from')?.split(',').includes(kind)) throw otherKind(database, sealedBy, kind);
  log.warn({ asked: kind, kind: sealedBy }, 'the key was moved away from the store that was asked for');
  return sealedBy;
}

/** An empty file beside a copy that holds something was emptied by accident; starting anew would overwrite the copy. */
function refuseEmptied(database: StateDatabase): void {
  if (isNew(database) && isPresent(lastGoodPath(database.path))) {
    throw damaged(database.path, 'it is empty or gone, though there is a copy of what it held');
  }
}

function otherKind(database: StateDatabase, sealedBy: StoreKind | null, kind: StoreKind): TokenwellError {
  return new TokenwellError(
    'store_mismatch',
    `The sign-ins in ${database.path} were sealed with the store \`${sealedBy}\`, but \`${kind}\` was asked for. ` +
      `Set TOKENWELL_STORE=${sealedBy}, or unset it. To change the store, run \`tokenwell store migrate --to ${kind}\` then.`,
  );
}

/** The kind that the state is sealed under; null: none yet. A job that knows nothing of TOKENWELL_STORE goes on with it. */
function kindOf(database: StateDatabase): StoreKind | null {
  return new Meta(database).get('store_kind') as StoreKind | null;
}

type Settled = StateOptions & { kind: StoreKind };

function assemble(database: StateDatabase, file: StateDatabase, options: Settled): State {
  const { kind, clock, log, events, paths } = options;
  const meta = new Meta(database);
  const place = new Place(paths.database);
  const copy = () => kind !== 'memory' && place.isOurs() && keepCopy(database, log);
  const keys = { dataKey: () => store.dataKey(), isCurrent: (key: DataKey) => store.isCurrent(key) };
  const grants = new SqliteGrants(database, keys, copy);
  const accounts: AccountStore = new SqliteRecords<AccountRecord>(database, 'accounts');
  const tokenRecords: TokenRecordStore = new SqliteRecords<TokenRecord>(database, 'long_lived_tokens');
  const permissions: PermissionStore = new SqliteRecords<PermissionRecord>(database, 'permissions');
  const sourceOf: SourceOf = (kind, facts) => chooseSource({ ...options, kind }, facts);
  const keyMove = new KeyMove({ meta, sourceOf, sealAnew: (...move) => grants.sealAnew(...move), log });
  const source = sourceOf(kind, meta);
  const store = new SecretStore({ source, keyMove, meta, countGrants: () => grants.count(), events, clock, log });
  copy();
  const cancelDaily = daily(clock, copy);
  const cancelWatch = place.watch(clock, () => {
    log.error({ database: paths.database }, 'the state was deleted or replaced under the daemon, which ends');
    options.lost?.();
  });
  return {
    accounts,
    tokenRecords,
    permissions,
    audit: new SqliteAudit(database),
    grants,
    store,
    forgetStrayGrants() {
      const named = accounts.list().flatMap(({ grantId }) => grantId ?? []);
      const count = grants.deleteAllBut(named);
      if (count > 0) log.warn({ count }, 'grants that belonged to no account were deleted');
    },
    holdsMemoryOnlyGrants: () => kind === 'memory' && grants.count() > 0,
    async close() {
      cancelDaily();
      cancelWatch();
      await store.close();
      if (place.isOurs()) forgetHolder(paths.database);
      if (database !== file) database.close();
      file.close();
    },
  };
}

function chooseSource({ kind, paths, keyring, keyFile, clock, log }: Settled, meta: Facts): DataKeySource {
  switch (kind) {
    case 'keyring':
      return keyringSource(keyring ?? {}, { meta, clock, log });
    case 'vscode':
      return windowSource(meta);
    case 'passphrase':
      return passphraseSource(meta);
    case 'keyfile':
      return keyFileSource(keyFile ?? join(paths.state, 'data.key'));
    case 'memory':
      return memorySource();
  }
}

/**
 * A damaged database never replaces the copy. Without a copy the daemon still works, on a full disk for example; the
 * next day's is tried all the same.
 */
function keepCopy(database: StateDatabase, log: Log): void {
  try {
    database.checkIntegrity();
    checkSchema(database);
    checkRows(database);
    copyLastGood(database);
  } catch (error) {
    log.error({ err: error }, 'no copy of the state database could be made');
  }
}

function daily(clock: Clock, work: () => void): CancelTimer {
  let cancel = clock.after(day, again);
  function again(): void {
    work();
    cancel = clock.after(day, again);
  }
  return () => cancel();
}
