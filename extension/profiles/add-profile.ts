/** "Add a profile…": a system that Tokenwell knows by name, or any server by its address. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary, System } from '../../daemon/api.ts';
import { addByAddress } from './add-by-address.ts';
import { addSystem } from './add-system.ts';

interface Item extends vscode.QuickPickItem {
  system: System | null;
}

/** undefined: the person turned back. */
export async function addProfile(daemon: Connection): Promise<ProfileSummary | undefined> {
  const { systems } = await daemon.systems();
  const known: Item[] = systems.map((system) => ({ label: system.label, detail: system.description, system }));
  const any: Item = {
    label: vscode.l10n.t('Another server, by its address'),
    detail: vscode.l10n.t('Any OpenID Connect or OAuth 2.0 server; Tokenwell asks it what it offers.'),
    system: null,
  };
  const choice = await vscode.window.showQuickPick([...known, any], {
    title: vscode.l10n.t('Add a profile'),
    placeHolder: vscode.l10n.t('Which system do you want to sign in at?'),
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  if (!choice) return undefined;
  return choice.system ? addSystem(daemon, choice.system) : addByAddress(daemon);
}
