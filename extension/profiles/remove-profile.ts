/** Takes a profile out of the person's own file. Who is signed in on it stays so, unless they say otherwise. */

import * as vscode from 'vscode';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';

export async function removeProfile(daemon: Daemon): Promise<void> {
  const connection = await daemon.reach();
  const { profiles } = await connection.profiles();
  const own = profiles.filter(({ origin }) => origin === 'user');
  if (own.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no profile of your own.'));
    return;
  }
  const items = own.map(({ name, issuer, file }) => ({ label: name, description: plainText(issuer), file }));
  const placeHolder = vscode.l10n.t('Which profile do you want to remove?');
  const choice = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (!choice) return;
  const { label: name, file } = choice;
  const remove = vscode.l10n.t('Remove');
  const question = vscode.l10n.t('Remove the profile {0}?', name);
  const detail = vscode.l10n.t('It is taken out of {0}. Who is signed in on it stays signed in.', plainText(file, 500));
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) !== remove) return;
  await connection.removeProfile(name);
  const { accounts } = await connection.accounts();
  const left = accounts.filter(({ profile, state }) => profile === name && state !== 'signed_out');
  if (left.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The profile {0} was removed.', name));
    return;
  }
  const names = left.map((account) => plainText(account.name)).join(', ');
  const words = vscode.l10n.t('The profile {0} was removed. Still signed in on it: {1}.', name, names);
  const signOut = vscode.l10n.t('Sign Out…');
  void vscode.window.showInformationMessage(words, signOut).then((way) => {
    if (way === signOut) void vscode.commands.executeCommand('tokenwell.signOut');
  });
}
