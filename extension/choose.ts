/** Which profile, which account: asked only where there is a choice. */

import * as vscode from 'vscode';
import type { Connection } from '../clients/node/connection.ts';
import type { AccountSummary } from '../daemon/api.ts';
import { plainText } from './plain-text.ts';

export async function chooseAccount(
  accounts: AccountSummary[],
  placeHolder: string,
): Promise<AccountSummary | undefined> {
  if (accounts.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nobody is signed in.'));
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

/** Name of a profile, new ones included. */
export async function chooseProfile(daemon: Connection): Promise<string | undefined> {
  const { profiles } = await daemon.profiles();
  const known = profiles.map(({ name, issuer }) => ({ label: name, description: plainText(issuer), profile: name }));
  const add = { label: `$(add) ${vscode.l10n.t('Add a profile…')}`, description: '', profile: null };
  const placeHolder = vscode.l10n.t('Where do you want to sign in?');
  const choice = await vscode.window.showQuickPick([...known, add], { placeHolder });
  if (!choice) return undefined;
  return choice.profile ?? (await addProfile(daemon));
}

/** The daemon checks what is typed; a person can go on after a mistake. */
async function addProfile(daemon: Connection): Promise<string | undefined> {
  const ask = (prompt: string, value = '', placeHolder = '') =>
    vscode.window.showInputBox({ prompt, value, placeHolder, ignoreFocusOut: true });
  const issuer = await ask(vscode.l10n.t('Address of the server (issuer)'), '', 'https://auth.example.org/realms/lab');
  if (!issuer) return undefined;
  const clientId = await ask(vscode.l10n.t('Client id, as the server knows it'));
  if (!clientId) return undefined;
  const scope = await ask(
    vscode.l10n.t('Scopes; offline_access outlives the browser session'),
    'openid offline_access',
  );
  if (!scope) return undefined;
  const name = await ask(vscode.l10n.t('A short name for it'), 'lab');
  if (!name) return undefined;
  await daemon.addProfile({ name, definition: { issuer: issuer.trim(), client_id: clientId.trim(), scope } });
  return name;
}
