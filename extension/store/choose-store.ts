/** Where the key to the sign-ins shall live, on a machine that has no keyring: asked once, before the first sign-in. */

import * as vscode from 'vscode';
import type { StoreKind } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { patiently } from '../patience.ts';

interface Item extends vscode.QuickPickItem {
  store: StoreKind;
}

/** Whether one was chosen; the daemon runs with it then. */
export async function chooseStore(daemon: Daemon): Promise<boolean> {
  const choice = await vscode.window.showQuickPick(items(), {
    title: vscode.l10n.t('This machine has no keyring. Where shall the key to your sign-ins live?'),
    placeHolder: vscode.l10n.t('Asked once. Sign-ins are encrypted on this machine; the key opens them.'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  if (!choice) return false;
  await vscode.workspace.getConfiguration('tokenwell').update('store', choice.store, vscode.ConfigurationTarget.Global);
  await patiently(vscode.l10n.t('Starting the daemon with it'), daemon.restart());
  return true;
}

function items(): Item[] {
  const window: Item = {
    label: `$(vm) ${vscode.l10n.t('In VS Code on my own computer')}`,
    detail: vscode.l10n.t('Opens whenever you are connected. After a restart of this machine nothing runs until then.'),
    store: 'vscode',
  };
  const passphrase: Item = {
    label: `$(key) ${vscode.l10n.t('Behind a passphrase')}`,
    detail: vscode.l10n.t('You type it after each start of the daemon. It cannot be recovered.'),
    store: 'passphrase',
  };
  const memory: Item = {
    label: `$(circuit-board) ${vscode.l10n.t('In memory only')}`,
    detail: vscode.l10n.t('Nothing is written to disk. You sign in again after each start of the daemon.'),
    store: 'memory',
  };
  // Where VS Code runs on this very machine its storage lacks the keyring too.
  return vscode.env.remoteName === undefined ? [passphrase, memory] : [window, passphrase, memory];
}
