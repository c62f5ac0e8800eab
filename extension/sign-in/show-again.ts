/** The code, or the address, of a sign-in that waits: its first dialog is gone, and the same words are wanted once more. */

import * as vscode from 'vscode';
import type { Daemon } from '../daemon.ts';
import { browserDialog } from './code-flow.ts';
import { codeDialog } from './device-flow.ts';
import { choiceBefore, ending, type Way } from './request.ts';

export async function showCodeAgain(daemon: Daemon): Promise<void> {
  const [signIn] = daemon.waiting;
  if (!signIn) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No sign-in waits for approval.'));
    return;
  }
  const end = ending(daemon, signIn);
  const { title, detail, ways } = signIn.user_code === null ? browserDialog(signIn) : codeDialog(signIn, end);
  const cancel: Way = {
    title: vscode.l10n.t('Cancel the Sign-in'),
    run: async () => void (await (await daemon.reach()).cancelSignIn(signIn.id)),
  };
  // Closing the dialog leaves the sign-in as it is.
  const close: Way = { title: vscode.l10n.t('Close'), isCloseAffordance: true, run: async () => {} };
  const all = [...ways, cancel, close];
  const answer = await choiceBefore(end, vscode.window.showInformationMessage(title, { modal: true, detail }, ...all));
  if (answer !== 'ended') await answer.choice?.run();
}
