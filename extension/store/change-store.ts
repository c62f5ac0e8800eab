/** "Change Where the Key Lives…": the daemon seals everything anew under a new key, so that every sign-in stays. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { StoreKind, StoreMigrationResponse } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import { patiently } from '../patience.ts';
import { plainText } from '../plain-text.ts';
import { openStore } from './open-store.ts';
import { askNewPassphrase } from './passphrase.ts';
import { type Place, places } from './places.ts';
import { forgetKey, moveKeyHere } from './window-key.ts';

export async function changeStore(daemon: Daemon): Promise<void> {
  if (!(await openStore(daemon))) return;
  const connection = await daemon.reach();
  const before = await connection.store();
  if (before.kind === 'memory') {
    const words = vscode.l10n.t('There is no key to move: sign-ins are in memory only, and end with the daemon.');
    void vscode.window.showInformationMessage(words);
    return;
  }
  const choice = await vscode.window.showQuickPick(placesBut(before.kind), {
    title: vscode.l10n.t('Where shall the key to your sign-ins live?'),
    placeHolder: vscode.l10n.t('All sign-ins stay. The key of before opens nothing any more.'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  const moved = choice && (await move(daemon, connection, { from: before.kind, to: choice.store }));
  if (!moved) return;
  if (moved.old_key.kind === 'vscode') await forgetKey(daemon.secrets, before);
  const words = [moved.store.detail, moved.old_key.detail].map((detail) => plainText(detail, 500));
  void vscode.window.showInformationMessage([vscode.l10n.t('The key was moved.'), ...words].join(' '));
}

/** undefined: the person turned away. */
async function move(
  daemon: Daemon,
  connection: Connection,
  { from, to }: { from: StoreKind; to: StoreKind },
): Promise<StoreMigrationResponse | undefined> {
  const title = vscode.l10n.t('Moving the key');
  if (to === 'vscode') return patiently(title, moveKeyHere(daemon.secrets, connection, from));
  if (to !== 'passphrase') return patiently(title, connection.migrateStore({ to }));
  let moved: StoreMigrationResponse | undefined;
  await askNewPassphrase(async (passphrase) => {
    moved = await connection.migrateStore({ to, passphrase });
    return undefined;
  });
  return moved;
}

function placesBut(now: StoreKind): Place[] {
  return places('keyring', 'vscode', 'passphrase', 'keyfile').filter(({ store }) => store !== now);
}
