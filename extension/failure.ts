/** The one place where what went wrong reaches the person, each kind in its own words and with a way on. */

import * as vscode from 'vscode';
import { DaemonUnreachable } from '../clients/node/daemon-error.ts';
import { DaemonStartError, type StartFailure } from '../clients/node/start-daemon.ts';
import { plainText } from './plain-text.ts';

/** Does it, and tells of a failure. */
export async function tellFailure(output: vscode.LogOutputChannel, wish: () => Promise<unknown>): Promise<void> {
  try {
    await wish();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    const words = plainText(error instanceof Error ? error.message : String(error), 1_000);
    output.error(words);
    const [retry, showLog] = [vscode.l10n.t('Retry'), vscode.l10n.t('Show Log')];
    const mayExamine = error instanceof DaemonStartError || error instanceof DaemonUnreachable;
    const ways = mayExamine ? [retry, showLog, vscode.l10n.t('Doctor')] : [retry, showLog];
    const choice = await vscode.window.showErrorMessage(introduce(error, words), ...ways);
    if (choice === retry) return tellFailure(output, wish);
    if (choice === showLog) output.show();
    else if (choice !== undefined) await vscode.commands.executeCommand('tokenwell.doctor');
  }
}

function introduce(error: unknown, words: string): string {
  if (!(error instanceof DaemonStartError)) return words;
  return `${headings[error.reason]()} ${words}`;
}

const didNotStart = () => vscode.l10n.t('Tokenwell could not start its daemon.');

const headings: Record<StartFailure, () => string> = {
  runtime_too_old: () => vscode.l10n.t('This VS Code is too old for Tokenwell.'),
  program_missing: () => vscode.l10n.t('Tokenwell is not installed completely.'),
  already_running: () => vscode.l10n.t('Another daemon holds your sign-ins.'),
  state_unusable: didNotStart,
  copy_failed: didNotStart,
  spawn_failed: didNotStart,
  refused: didNotStart,
  ended_early: didNotStart,
  not_ready: didNotStart,
};
