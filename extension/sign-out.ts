/** Signing out: asks, then tells what the server made of it. */

import * as vscode from 'vscode';
import type { Connection } from '../clients/node/connection.ts';
import type { AccountSummary, LeftToken } from '../daemon/api.ts';
import { chooseAccount } from './choose.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';

export async function signOut(daemon: Daemon): Promise<void> {
  const connection = await daemon.reach();
  const { accounts } = await connection.accounts();
  const account = await chooseAccount(accounts, vscode.l10n.t('Sign out which account?'));
  if (!account) return;
  const yes = vscode.l10n.t('Sign Out');
  const question = vscode.l10n.t('Sign out {0} on {1}?', plainText(account.name), account.profile);
  const detail = vscode.l10n.t('Scripts and notebooks get no more tokens of this account.');
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const { revocation, detail: outcome } = await connection.signOut(account.id);
  const words = vscode.l10n.t('Signed out on {0}. {1}', account.profile, plainText(outcome, 1_000));
  const left = await leftOf(connection, account);
  if (left.length > 0) return tellLeft(words, left);
  if (revocation === 'revoked' || revocation === 'already_ended') void vscode.window.showInformationMessage(words);
  else void vscode.window.showWarningMessage(words);
}

/** What is kept here is served on, and so is no surprise. */
async function leftOf(connection: Connection, { profile, name }: AccountSummary): Promise<LeftToken[]> {
  const { tokens } = await connection.leftTokens();
  return tokens.filter((token) => token.profile === profile && token.owner === name && token.kept_as === null);
}

/** They live on with whoever has their value. */
function tellLeft(words: string, left: LeftToken[]): void {
  const names = left.map(({ description, kind_label: label }) => plainText(description || label)).join(', ');
  const show = vscode.l10n.t('Manage Tokens');
  const livesOn = vscode.l10n.t('What was made here lives on: {0}.', names);
  void vscode.window.showWarningMessage(`${words} ${livesOn}`, show).then((choice) => {
    if (choice === show) void vscode.commands.executeCommand('tokenwell.manageTokens');
  });
}
