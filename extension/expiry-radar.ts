/** Tells once, at each of a few moments, that a sign-in is about to end for good. */

import * as vscode from 'vscode';
import type { AccountSummary } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { type End, endOf, isTold, type Told, thresholdPassed } from './expiry.ts';
import { plainText } from './plain-text.ts';
import { timeLeft } from './time-words.ts';

/** Milliseconds between two looks. */
const interval = 30_000;

export function watchExpiry(context: vscode.ExtensionContext, daemon: Daemon): void {
  const look = () => {
    // Of several windows the one that the person looks at tells.
    if (!vscode.window.state.focused) return;
    for (const account of daemon.accounts) tellOnce(context.globalState, account);
  };
  const timer = setInterval(look, interval);
  context.subscriptions.push(
    { dispose: () => clearInterval(timer) },
    daemon.onChange(look),
    vscode.window.onDidChangeWindowState(look),
  );
}

function tellOnce(memory: vscode.Memento, account: AccountSummary): void {
  if (account.state === 'signed_out') return;
  const end = endOf(account);
  const threshold = end && thresholdPassed(end, Date.now() / 1000);
  const key = `expiry:${account.id}`;
  if (!end || !threshold || isTold(memory.get<Told>(key), end, threshold)) return;
  void memory.update(key, { end: end.at, threshold } satisfies Told);
  const again = vscode.l10n.t('Sign In Again');
  void vscode.window.showWarningMessage(words(account, end), again).then((choice) => {
    if (choice === again) void vscode.commands.executeCommand('tokenwell.signIn', { profile: account.profile });
  });
}

function words({ name, profile }: AccountSummary, end: End): string {
  const left = timeLeft(end.at - Date.now() / 1000);
  const who = plainText(`${name} · ${profile}`);
  if (end.kind === 'session') {
    return vscode.l10n.t('The session of {0} ends in {1} and cannot be renewed any further.', who, left);
  }
  return vscode.l10n.t('The offline token of {0} ends in {1}.', who, left);
}
