/** Opens the secret store where that needs a person, or this VS Code. Nothing here ever picks a weaker place by itself. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { StoreStatus } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { chooseStore } from './choose-store.ts';
import { askPassphrase } from './passphrase.ts';
import { handOverKey, makeKey } from './window-key.ts';

/** Whether it is open now. Where it is not, the person was told why, or turned back. */
export async function openStore(daemon: Daemon): Promise<boolean> {
  const connection = await daemon.reach();
  const store = await connection.store();
  if (store.state === 'open') return true;
  if (store.kind === 'passphrase') return askPassphrase(connection, store);
  if (store.kind === 'vscode') return openByWindow(daemon, connection, store);
  return openByItself(daemon, connection);
}

/** Called where a window connects: asks nothing. */
export async function openUnasked(daemon: Daemon, store: StoreStatus): Promise<void> {
  if (store.state === 'open') return;
  if (store.kind === 'vscode') await handOverKey(daemon.secrets, await daemon.reach(), store);
  if (store.kind === 'passphrase' && store.sealed && vscode.window.state.focused) await offerPassphrase();
}

async function openByWindow(daemon: Daemon, connection: Connection, store: StoreStatus): Promise<boolean> {
  if (await handOverKey(daemon.secrets, connection, store)) return true;
  if (!store.sealed) return makeKey(daemon.secrets, connection, store);
  const words = vscode.l10n.t(
    'The key to the sign-ins on this machine is in the VS Code of the computer where you signed in. Open a window from there, or sign out here and sign in again.',
  );
  void vscode.window.showWarningMessage(words);
  return false;
}

/** A keyring or a key file: the daemon tries again. */
async function openByItself(daemon: Daemon, connection: Connection): Promise<boolean> {
  const store = await connection.unlockStore({});
  if (store.state === 'open') return true;
  const mayChoose = store.reason === 'keyring_absent' && !store.sealed && !process.env.TOKENWELL_STORE;
  if (mayChoose) return (await chooseStore(daemon)) && openStore(daemon);
  const doctor = vscode.l10n.t('Doctor');
  void vscode.window.showWarningMessage(plainText(store.detail, 1_000), doctor).then((choice) => {
    if (choice === doctor) void vscode.commands.executeCommand('tokenwell.doctor');
  });
  return false;
}

async function offerPassphrase(): Promise<void> {
  const unlock = vscode.l10n.t('Unlock…');
  const words = vscode.l10n.t('The sign-ins on this machine are locked until you type their passphrase.');
  if ((await vscode.window.showWarningMessage(words, unlock)) !== unlock) return;
  await vscode.commands.executeCommand('tokenwell.unlock');
}
