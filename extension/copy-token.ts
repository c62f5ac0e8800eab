/** Copies an access token: asks first, and clears the clipboard later if it still holds it. */

import * as vscode from 'vscode';
import { chooseAccount } from './choose.ts';
import { clipboardLimit, copyForAWhile } from './clipboard.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';

export async function copyToken(daemon: Daemon): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Tokens are not given to a folder that you do not trust.'));
    return;
  }
  const connection = await daemon.reach();
  const { accounts } = await connection.accounts();
  const account = await chooseAccount(accounts, vscode.l10n.t('Copy a token of which account?'));
  if (!account) return;
  const copy = vscode.l10n.t('Copy');
  const question = vscode.l10n.t('Copy an access token of {0} on {1}?', plainText(account.name), account.profile);
  const detail = vscode.l10n.t(
    'Whoever has it can act as you until it expires. It is taken off the clipboard after {0} seconds.',
    clipboardLimit(),
  );
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, copy)) !== copy) return;
  // Whoever clicked has said yes; the folder that happens to be open has no part in it, and is not asked about.
  const { access_token: token } = await daemon.byHand().token(account.profile, { account: account.id });
  await copyForAWhile(token);
}
