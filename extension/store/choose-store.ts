/** Where the key to the sign-ins shall live, on a machine that has no keyring: asked once, before the first sign-in. */

import * as vscode from 'vscode';
import type { Daemon } from '../daemon.ts';
import { patiently } from '../patience.ts';
import { places } from './places.ts';

/** Whether one was chosen; the daemon runs with it then. */
export async function chooseStore(daemon: Daemon): Promise<boolean> {
  const choice = await vscode.window.showQuickPick(places('vscode', 'passphrase', 'memory'), {
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
