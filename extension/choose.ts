/** Which account: asked only where there is a choice. */

import * as vscode from 'vscode';
import type { AccountSummary } from '../daemon/api.ts';
import { plainText } from './plain-text.ts';

export async function chooseAccount(
  accounts: AccountSummary[],
  placeHolder: string,
): Promise<AccountSummary | undefined> {
  if (accounts.length === 0) {
    tellNobodyIsSignedIn();
    return undefined;
  }
  if (accounts.length === 1) return accounts[0];
  const items = accounts.map((account) => ({
    label: plainText(account.name),
    description: account.profile,
    detail: plainText(account.issuer),
    account,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.account;
}

/** With the way on. */
export function tellNobodyIsSignedIn(): void {
  const signIn = vscode.l10n.t('Sign In…');
  void vscode.window.showInformationMessage(vscode.l10n.t('Nobody is signed in.'), signIn).then((choice) => {
    if (choice === signIn) void vscode.commands.executeCommand('tokenwell.signIn');
  });
}
