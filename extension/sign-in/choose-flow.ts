/** Which of a server's ways to sign in, each with what it means. */

import * as vscode from 'vscode';
import type { SignInFlow } from '../../daemon/api.ts';

export async function chooseFlow(flows: SignInFlow[]): Promise<SignInFlow | undefined> {
  const items = flows.map((flow) => ({ ...describeFlow(flow), flow }));
  const options = { title: vscode.l10n.t('How do you want to sign in?'), matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.flow;
}

export function describeFlow(flow: SignInFlow): { label: string; detail: string } {
  switch (flow) {
    case 'device':
      return {
        label: `$(device-mobile) ${vscode.l10n.t('With a code')}`,
        detail: vscode.l10n.t('Approve a short code in any browser, also on your phone'),
      };
    case 'code':
      return {
        label: `$(globe) ${vscode.l10n.t('In the browser')}`,
        detail: vscode.l10n.t('The browser on this computer signs you in and comes back by itself'),
      };
    case 'password':
      return {
        label: `$(person) ${vscode.l10n.t('With user name and password')}`,
        detail: vscode.l10n.t('Used once for this sign-in, and not kept'),
      };
    case 'paste':
      return {
        label: `$(clippy) ${vscode.l10n.t('With a token that you have')}`,
        detail: vscode.l10n.t('Paste a refresh, offline or personal access token; it is kept in the secret store'),
      };
  }
}
