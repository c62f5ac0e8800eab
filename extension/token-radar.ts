/** Tells once, 14, 7 and 1 days before, that a long-lived token is about to end, so that no job stops unannounced. */

import * as vscode from 'vscode';
import type { LongLivedToken } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { type End, isTold, type Told, thresholdPassed } from './expiry.ts';
import { plainText } from './plain-text.ts';
import { timeLeft } from './time-words.ts';

/** Milliseconds between two looks: the servers have to be asked, and the first threshold is a fortnight away. */
const interval = 6 * 3_600_000;

export function watchLongLivedTokens(
  context: vscode.ExtensionContext,
  daemon: Daemon,
  output: vscode.LogOutputChannel,
): void {
  let looked = 0;
  const look = () => {
    // Of several windows the one that the person looks at tells.
    if (!vscode.window.state.focused || !daemon.connected || Date.now() - looked < interval) return;
    looked = Date.now();
    lookAtAll(context.globalState, daemon).catch((error: Error) => output.warn(plainText(error.message)));
  };
  const timer = setInterval(look, interval / 12);
  context.subscriptions.push(
    { dispose: () => clearInterval(timer) },
    daemon.onEvent((event) => {
      if (event.type === 'hello') look();
    }),
    vscode.window.onDidChangeWindowState(look),
  );
}

async function lookAtAll(memory: vscode.Memento, daemon: Daemon): Promise<void> {
  const connection = await daemon.reach();
  const served = daemon.accounts.filter(({ state }) => state === 'signed_in');
  const lists = await Promise.allSettled(served.map(({ id }) => connection.longLivedTokens(id)));
  for (const list of lists) {
    // A server that does not answer now is asked again in a few hours; its account shows the trouble.
    if (list.status === 'fulfilled') for (const token of list.value.tokens) tellOnce(memory, token);
  }
}

function tellOnce(memory: vscode.Memento, token: LongLivedToken): void {
  // The account's own sign-in is the other radar's.
  if (token.this_sign_in || token.state !== 'active' || token.expires_at === null) return;
  const end: End = { at: token.expires_at, kind: 'offline_token' };
  const threshold = thresholdPassed(end, Date.now() / 1000);
  const key = `expiry:${token.account}:${token.id}`;
  if (threshold === null || isTold(memory.get<Told>(key), end, threshold)) return;
  void memory.update(key, { end: end.at, threshold } satisfies Told);
  const manage = vscode.l10n.t('Manage Tokens');
  const name = plainText(token.description || token.kind_label);
  const left = timeLeft(end.at - Date.now() / 1000);
  void vscode.window
    .showWarningMessage(
      vscode.l10n.t('The token "{0}" of {1} ends in {2}.', name, plainText(token.owner), left),
      manage,
    )
    .then((choice) => {
      if (choice === manage) void vscode.commands.executeCommand('tokenwell.manageTokens');
    });
}
