/** "Revoke Everything": for when a machine or a token got into wrong hands. Asks once, then tells honestly what lives on. */

import * as vscode from 'vscode';
import type { AccountSummary, RevokeAllResponse } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';
import { dayAndTime } from './time-words.ts';

export async function revokeAll(daemon: Daemon, output: vscode.LogOutputChannel): Promise<void> {
  const connection = await daemon.reach();
  const { accounts } = await connection.accounts();
  if (accounts.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nobody is signed in; there is nothing to revoke.'));
    return;
  }
  const yes = vscode.l10n.t('Revoke Everything');
  const question = vscode.l10n.t('Revoke all your tokens, and sign out of everything?');
  const detail = vscode.l10n.t(
    'Your long-lived tokens at the servers and all sign-ins end, wherever they are used: {0}. What a server cannot revoke is told afterwards.',
    accounts.map((account) => titleOf(account)).join(', '),
  );
  // Enter means the first, and revokes nothing.
  const look = vscode.l10n.t('Look First');
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, look, yes);
  if (choice === look) await vscode.commands.executeCommand('tokenwell.manageTokens');
  if (choice !== yes) return;
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Revoking everything…');
  const outcome = await vscode.window.withProgress({ location, title }, () => connection.revokeAll());
  await tell(outcome, accounts, output);
}

async function tell(
  { results, tokens, left }: RevokeAllResponse,
  accounts: AccountSummary[],
  output: vscode.LogOutputChannel,
): Promise<void> {
  const nameOf = (id: string) => titleOf(accounts.find((account) => account.id === id));
  const all = [
    ...tokens.map((token) => ({
      ...token,
      name: `${token.kind_label} “${token.description}” (${nameOf(token.account)})`,
    })),
    ...results.map((result) => ({ ...result, name: vscode.l10n.t('The sign-in of {0}', nameOf(result.account)) })),
  ];
  const alive = all.filter(({ revocation }) => revocation !== 'revoked' && revocation !== 'already_ended');
  if (alive.length === 0 && left.length === 0) {
    const counts = [countOfSignIns(results.length), countOfTokens(tokens.length)];
    const words = vscode.l10n.t('Everything was revoked: {0}, {1}.', ...counts);
    void vscode.window.showInformationMessage(words);
    return;
  }
  const lines = alive.map(({ name, detail, may_live_until: until }) => {
    const end = until === null ? '' : ` ${vscode.l10n.t('It may be alive until {0}.', dayAndTime(until))}`;
    return `${plainText(name, 300)}: ${plainText(detail, 500)}${end}`;
  });
  for (const { kind_label: kind, description, owner, profile, expires_at: until } of left) {
    const end = until === null ? '' : ` ${vscode.l10n.t('It may be alive until {0}.', dayAndTime(until))}`;
    const name = plainText(`${kind} “${description}” (${owner} · ${profile})`, 300);
    lines.push(`${name}: ${vscode.l10n.t('It was made here, and nobody is signed in who could end it.')}${end}`);
  }
  // A dialog is gone once it is closed; what lives on must be found again.
  for (const line of lines) output.warn(line);
  const shown = lines.slice(0, 8);
  const rest = lines.length - shown.length;
  if (rest === 1) shown.push(vscode.l10n.t('One more is in the log.'));
  if (rest > 1) shown.push(vscode.l10n.t('{0} more are in the log.', rest));
  const showLog = vscode.l10n.t('Show Log');
  const words = vscode.l10n.t('{0} of {1} could not be revoked', lines.length, all.length + left.length);
  const choice = await vscode.window.showWarningMessage(words, { modal: true, detail: shown.join('\n\n') }, showLog);
  if (choice === showLog) output.show();
}

function countOfSignIns(count: number): string {
  return count === 1 ? vscode.l10n.t('1 sign-in') : vscode.l10n.t('{0} sign-ins', count);
}

function countOfTokens(count: number): string {
  return count === 1 ? vscode.l10n.t('1 token') : vscode.l10n.t('{0} tokens', count);
}

function titleOf(account: AccountSummary | undefined): string {
  return account ? `${plainText(account.name)} · ${account.profile}` : '?';
}
