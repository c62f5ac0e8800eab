/**
 * The store `vscode`: the data key is in the secret storage of the VS Code on the person's own computer, and a window hands
 * it over when it connects. Nothing on this machine can open the sign-ins by itself.
 */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { StoreKind, StoreMigrationResponse, StoreStatus } from '../../daemon/api.ts';

/** Whether the store is open now; false where this VS Code has no key for it. */
export async function handOverKey(
  secrets: vscode.SecretStorage,
  connection: Connection,
  store: StoreStatus,
): Promise<boolean> {
  const key = await secrets.get(nameOf(store));
  if (!key) return false;
  return (await connection.unlockStore({ data_key: key })).state === 'open';
}

/** Only by a person's wish, in one window: two windows that made a key each would lose one of them. */
export async function makeKey(
  secrets: vscode.SecretStorage,
  connection: Connection,
  store: StoreStatus,
): Promise<boolean> {
  const key = await keepNewKey(secrets, store);
  return (await connection.unlockStore({ data_key: key })).state === 'open';
}

/** From another place into this VS Code. */
export async function moveKeyHere(
  secrets: vscode.SecretStorage,
  connection: Pick<Connection, 'migrateStore' | 'store'>,
  from: StoreKind,
): Promise<StoreMigrationResponse> {
  const named = { key_name: `data key ${randomBytes(9).toString('base64url')}` };
  const key = await keepNewKey(secrets, named);
  try {
    return await connection.migrateStore({ to: 'vscode', data_key: key, ...named });
  } catch (error) {
    const store = await connection.store().catch(() => null);
    if (store?.key_name === named.key_name) return { store, old_key: untold(from) };
    // Without an answer the move may still be under way. A key too many does no harm; one too few loses every sign-in.
    if (store && error instanceof DaemonError) await forgetKey(secrets, named);
    throw error;
  }
}

function untold(kind: StoreKind): StoreMigrationResponse['old_key'] {
  const detail = vscode.l10n.t('What became of the old key was not told; it opens nothing any more.');
  return { kind, removed: false, detail };
}

/** It opens nothing any more. */
export async function forgetKey(secrets: vscode.SecretStorage, store: Pick<StoreStatus, 'key_name'>): Promise<void> {
  await secrets.delete(nameOf(store));
}

async function keepNewKey(secrets: vscode.SecretStorage, store: Pick<StoreStatus, 'key_name'>): Promise<string> {
  const key = randomBytes(32).toString('base64url');
  await secrets.store(nameOf(store), key);
  // What is sealed from here on is lost without it.
  if ((await secrets.get(nameOf(store))) === key) return key;
  throw new Error(vscode.l10n.t('VS Code did not keep the key. Nothing was changed.'));
}

/** One VS Code may know many machines; a key is offered to its own only. */
function nameOf({ key_name: name }: Pick<StoreStatus, 'key_name'>): string {
  return `dataKey:${name ?? ''}`;
}
