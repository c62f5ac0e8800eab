/** What a click on the status bar offers. */

import * as vscode from 'vscode';
import type { Daemon } from './daemon.ts';
import { hasEnded } from './endings.ts';
import { plainText } from './plain-text.ts';
import { describe } from './status-bar.ts';

interface Entry extends vscode.QuickPickItem {
  run?: () => unknown;
}

export async function showMenu(daemon: Daemon): Promise<void> {
  const exists = new Set(await vscode.commands.getCommands(true));
  const entry = (icon: string, label: string, command: string): Entry[] =>
    exists.has(command) ? [{ label: `$(${icon}) ${label}`, run: () => vscode.commands.executeCommand(command) }] : [];
  // Without an account these two could only say so.
  const ofAccount = daemon.accounts.length === 0 ? () => [] : entry;
  const entries: Entry[] = [
    ...urgent(daemon),
    ...entry('sign-in', vscode.l10n.t('Sign in…'), 'tokenwell.signIn'),
    ...ofAccount('sign-out', vscode.l10n.t('Sign out…'), 'tokenwell.signOut'),
    ...ofAccount('copy', vscode.l10n.t('Copy access token…'), 'tokenwell.copyToken'),
    ...entry('notebook', vscode.l10n.t('Use in a notebook…'), 'tokenwell.useInNotebook'),
    ...entry('settings', vscode.l10n.t('Manage tokens'), 'tokenwell.manageTokens'),
    ...entry('shield', vscode.l10n.t('Permissions…'), 'tokenwell.showPermissions'),
    ...entry('cloud-download', vscode.l10n.t('Import tokens…'), 'tokenwell.importTokens'),
    ...(daemon.accounts.length > 0 ? entry('flame', vscode.l10n.t('Revoke everything…'), 'tokenwell.revokeAll') : []),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...entry('output', vscode.l10n.t('Show log'), 'tokenwell.showLog'),
    ...entry('pulse', vscode.l10n.t('Doctor: find out what is wrong'), 'tokenwell.doctor'),
  ];
  const title = daemon.accounts.map(describe).join(' | ') || 'Tokenwell';
  const choice = await vscode.window.showQuickPick(entries, { title, placeHolder: vscode.l10n.t('What next?') });
  await choice?.run?.();
}

/** What waits for the person comes first. */
function urgent(daemon: Daemon): Entry[] {
  const start = { label: `$(play) ${vscode.l10n.t('Start Tokenwell')}`, run: () => daemon.reach() };
  const unlock = {
    label: `$(unlock) ${vscode.l10n.t('Unlock the secret store…')}`,
    run: () => vscode.commands.executeCommand('tokenwell.unlock'),
  };
  const cancel = daemon.waiting.map(({ id, profile, host }) => ({
    label: `$(close) ${vscode.l10n.t('Cancel the sign-in on {0}', profile)}`,
    description: plainText(host),
    run: async () => (await daemon.reach()).cancelSignIn(id),
  }));
  const again = daemon.accounts.filter(hasEnded).map(({ name, profile }) => ({
    label: `$(sign-in) ${vscode.l10n.t('Sign in again as {0}…', plainText(`${name} · ${profile}`))}`,
    run: () => vscode.commands.executeCommand('tokenwell.signIn', { profile }),
  }));
  return [
    ...(daemon.stopped || (!daemon.connected && daemon.hasState) ? [start] : []),
    ...(daemon.store?.state === 'locked' ? [unlock] : []),
    ...again,
    ...cancel,
  ];
}
