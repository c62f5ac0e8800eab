/** Sign-ins that ended without anybody here having ended them: told once each, in the words of who ended them. */

import * as vscode from 'vscode';
import type { AccountSummary } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';

export function tellOfEndings(context: vscode.ExtensionContext, daemon: Daemon): void {
  const look = () => {
    // Of several windows the one that the person looks at tells.
    if (!vscode.window.state.focused) return;
    for (const account of daemon.accounts) if (hasEnded(account)) tellOnce(context.globalState, account);
  };
  context.subscriptions.push(daemon.onChange(look), vscode.window.onDidChangeWindowState(look));
}

/** And nobody signed out: that takes the account away. */
export function hasEnded({ state, last_error: error }: AccountSummary): boolean {
  return state === 'signed_out' && error?.reason !== undefined;
}

/** For the status bar and the list of accounts. */
export function ended({ last_error: error }: AccountSummary): string {
  return error?.reason === 'refused' ? vscode.l10n.t('ended by the server') : vscode.l10n.t('signed out');
}

function tellOnce(memory: vscode.Memento, account: AccountSummary): void {
  const key = `ended:${account.id}`;
  const at = account.last_error?.at;
  if (memory.get(key) === at) return;
  void memory.update(key, at);
  const again = vscode.l10n.t('Sign In Again');
  void vscode.window.showWarningMessage(words(account), again).then((choice) => {
    if (choice === again) void vscode.commands.executeCommand('tokenwell.signIn', { profile: account.profile });
  });
}

function words({ name, profile, last_error: error }: AccountSummary): string {
  const who = plainText(`${name} · ${profile}`);
  if (error?.reason !== 'refused') return plainText(error?.detail ?? '', 1_000);
  return vscode.l10n.t(
    'The server has ended the sign-in of {0}: it was revoked or has expired, or its session was ended there. Scripts and notebooks get no more tokens of it.',
    who,
  );
}
