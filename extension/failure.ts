/** The one place where what went wrong reaches the person. */

import * as vscode from 'vscode';
import { DaemonStartError } from '../clients/node/start-daemon.ts';
import { plainText } from './plain-text.ts';

/** Does it, and tells of a failure, with a way on. */
export async function tellFailure(output: vscode.LogOutputChannel, wish: () => Promise<unknown>): Promise<void> {
  try {
    await wish();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const words = plainText(error instanceof Error ? error.message : String(error), 1_000);
    output.error(words);
    const didNotStart = error instanceof DaemonStartError;
    const shown = didNotStart ? vscode.l10n.t('Tokenwell could not start its daemon. {0}', words) : words;
    const [retry, showLog] = [vscode.l10n.t('Retry'), vscode.l10n.t('Show Log')];
    const choice = await vscode.window.showErrorMessage(shown, retry, showLog);
    if (choice === showLog) output.show();
    if (choice === retry) await tellFailure(output, wish);
  }
}
