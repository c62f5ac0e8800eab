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
export async function addProfile(
  daemon: Connection,
  output: vscode.LogOutputChannel,
): Promise<ProfileSummary | undefined> {
  const { systems } = await daemon.systems();
  let added: ProfileSummary | undefined;
  let isBack: boolean;
  const back = () => {
    isBack = true;
  };
  do {
    isBack = false;
    const choice = await chooseSystem(systems);
    if (choice?.system) added = await addSystem(daemon, choice.system, back);
    else if (choice) added = await addByAddress(daemon, output, choice.typed, back);
  } while (isBack);
  if (added) void vscode.commands.executeCommand('setContext', 'tokenwell.profileAdded', true);
  return added;
}

/** `typed`: what may be an address, for people have one at hand before they know what it belongs to. */
function chooseSystem(systems: System[]): Promise<{ system: System | null; typed: string } | undefined> {
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = vscode.l10n.t('Add a profile');
  picker.placeholder = vscode.l10n.t('Which system do you want to sign in at? Or type the address of its server.');
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.items = [
    ...systems.map((system) => ({ label: system.label, detail: system.description, system })),
    {
      label: vscode.l10n.t('Another server, by its address'),
      detail: vscode.l10n.t('Any OpenID Connect or OAuth 2.0 server; Tokenwell asks it what it offers.'),
      system: null,
      alwaysShow: true,
    },
  ];
  return new Promise((resolve) => {
    picker.onDidAccept(() => {
      const [item] = picker.selectedItems;
      if (item) resolve({ system: item.system, typed: isLikeAddress(picker.value) ? picker.value.trim() : '' });
      picker.dispose();
    });
    picker.onDidHide(() => {
      resolve(undefined);
      picker.dispose();
    });
    picker.show();
  });
}

function isLikeAddress(typed: string): boolean {
  return /^\S*[.:/]\S*$/.test(typed.trim());
}
