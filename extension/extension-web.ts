/** All that Tokenwell can do in a VS Code without a machine behind it (vscode.dev): say so, until somebody has read it. */

import * as vscode from 'vscode';

const told = 'toldAboutWeb';

export function activate(context: vscode.ExtensionContext): void {
  if (context.globalState.get(told)) return;
  void tell().then(() => context.globalState.update(told, true));
}

/** Resolves once somebody has closed the message: one that went away by itself may have been seen by nobody. */
async function tell(): Promise<void> {
  await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Tokenwell needs a workspace host: it runs a small program where your scripts run, and a VS Code in the browser alone has no such place. Open this folder in desktop VS Code, over Remote - SSH, in a container or in a codespace.',
    ),
    vscode.l10n.t('Got It'),
  );
}
