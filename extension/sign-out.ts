/** Signing out: asks, then tells what the server made of it. */

import * as vscode from 'vscode';
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
  if (revocation === 'revoked' || revocation === 'already_ended') void vscode.window.showInformationMessage(words);
  else void vscode.window.showWarningMessage(words);
}
