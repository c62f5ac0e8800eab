/** The store `passphrase`: set once, typed after each start of the daemon. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { StoreStatus } from '../../daemon/api.ts';
import { askInTurn, askText } from '../profiles/wizard.ts';

/** Whether the store is open now. */
export function askPassphrase(connection: Connection, store: StoreStatus): Promise<boolean> {
  const unlock = async (passphrase: string) => {
    await connection.unlockStore({ passphrase });
    return undefined;
  };
  return store.sealed ? askKnown(unlock) : askNewPassphrase(unlock);
}

type Unlock = (passphrase: string) => Promise<undefined>;

function askKnown(unlock: Unlock): Promise<boolean> {
  const prompt = vscode.l10n.t('The passphrase of the sign-ins on this machine');
  return askInTurn(vscode.l10n.t('Unlock Tokenwell'), [
    (frame) => askText(frame, { prompt, value: '', isSecret: true, take: async (text) => empty(text) ?? unlock(text) }),
  ]);
}

/** `unlock` gets what was typed twice. */
export function askNewPassphrase(unlock: Unlock): Promise<boolean> {
  let chosen = '';
  const first = vscode.l10n.t(
    'Choose a passphrase. It is asked for after each start of the daemon, and cannot be recovered.',
  );
  const second = vscode.l10n.t('The same passphrase once more');
  return askInTurn(vscode.l10n.t('A passphrase for Tokenwell'), [
    (frame) =>
      askText(frame, {
        ...{ prompt: first, value: '', isSecret: true },
        async take(text) {
          chosen = text;
          return empty(text);
        },
      }),
    (frame) =>
      askText(frame, {
        ...{ prompt: second, value: '', isSecret: true },
        take: async (text) =>
          text === chosen ? unlock(text) : vscode.l10n.t('The two differ; type it once more, or go back.'),
      }),
  ]);
}

function empty(text: string): string | undefined {
  return text === '' ? vscode.l10n.t('This cannot be empty.') : undefined;
}
