/** What a click on the status bar offers. */

import * as vscode from 'vscode';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';
import { describe } from './status-bar.ts';

interface Entry extends vscode.QuickPickItem {
  run?: () => unknown;
}

export async function showMenu(daemon: Daemon): Promise<void> {
  const command = (name: string) => () => vscode.commands.executeCommand(name);
  const waiting: Entry[] = daemon.waiting.map(({ id, profile, host }) => ({
    label: `$(close) ${vscode.l10n.t('Cancel the sign-in on {0}', profile)}`,
    description: plainText(host),
    run: async () => (await daemon.reach()).cancelSignIn(id),
  }));
  const start = { label: `$(play) ${vscode.l10n.t('Start Tokenwell')}`, run: () => daemon.reach() };
  const entries: Entry[] = [
    ...(daemon.stopped ? [start] : []),
    ...waiting,
    { label: `$(sign-in) ${vscode.l10n.t('Sign in…')}`, run: command('tokenwell.signIn') },
    { label: `$(sign-out) ${vscode.l10n.t('Sign out…')}`, run: command('tokenwell.signOut') },
    { label: `$(copy) ${vscode.l10n.t('Copy access token…')}`, run: command('tokenwell.copyToken') },
    { label: `$(shield) ${vscode.l10n.t('Permissions…')}`, run: command('tokenwell.showPermissions') },
    { label: `$(output) ${vscode.l10n.t('Show log')}`, run: command('tokenwell.showLog') },
  ];
  const title = daemon.accounts.map(describe).join(' | ') || 'Tokenwell';
  const choice = await vscode.window.showQuickPick(entries, { title, placeHolder: vscode.l10n.t('What next?') });
  await choice?.run?.();
}
