/** Where the key to the sign-ins can live, in words for somebody who has to choose. */

import * as vscode from 'vscode';
import type { StoreKind } from '../../daemon/api.ts';

export interface Place extends vscode.QuickPickItem {
  store: StoreKind;
}

/** Of these kinds, those that make sense for this window, in this order. */
export function places(...kinds: StoreKind[]): Place[] {
  // Where VS Code runs on this very machine its storage lacks what the keyring lacks.
  const isRemote = vscode.env.remoteName !== undefined;
  return kinds.filter((kind) => kind !== 'vscode' || isRemote).map(place);
}

function place(store: StoreKind): Place {
  const { icon, label, detail } = words(store);
  return { label: `$(${icon}) ${label}`, detail, store };
}

function words(store: StoreKind): { icon: string; label: string; detail: string } {
  switch (store) {
    case 'keyring':
      return {
        icon: 'lock',
        label: vscode.l10n.t('In the keyring'),
        detail: vscode.l10n.t('Opens with your desktop. Not where this machine has none.'),
      };
    case 'vscode':
      return {
        icon: 'vm',
        label: vscode.l10n.t('In VS Code on my own computer'),
        detail: vscode.l10n.t(
          'Opens whenever you are connected. After a restart of this machine nothing runs until then.',
        ),
      };
    case 'passphrase':
      return {
        icon: 'key',
        label: vscode.l10n.t('Behind a passphrase'),
        detail: vscode.l10n.t('You type it after each start of the daemon. It cannot be recovered.'),
      };
    case 'keyfile':
      return {
        icon: 'file',
        label: vscode.l10n.t('In a file that only I can read'),
        detail: vscode.l10n.t(
          'For jobs that run while nobody is there. Whoever has this file and the state has your sign-ins.',
        ),
      };
    case 'memory':
      return {
        icon: 'circuit-board',
        label: vscode.l10n.t('In memory only'),
        detail: vscode.l10n.t('Nothing is written to disk. You sign in again after each start of the daemon.'),
      };
  }
}
