/**
 * The store `vscode`: the data key is in the secret storage of the VS Code on the person's own computer, and a window hands
 * it over when it connects. Nothing on this machine can open the sign-ins by itself.
 */

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { StoreStatus } from '../../daemon/api.ts';

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
  const key = randomBytes(32).toString('base64url');
  await secrets.store(nameOf(store), key);
  // What is sealed from here on is lost without it.
  if ((await secrets.get(nameOf(store))) !== key) {
    throw new Error(vscode.l10n.t('VS Code did not keep the key. Nothing was changed.'));
  }
  return (await connection.unlockStore({ data_key: key })).state === 'open';
}

/** One VS Code may know many machines; a key is offered to its own only. */
function nameOf({ key_name: name }: StoreStatus): string {
  return `dataKey:${name ?? ''}`;
}
