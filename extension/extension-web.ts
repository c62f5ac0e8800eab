/** All that Tokenwell can do in a VS Code without a machine behind it (vscode.dev): say so. */

import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
  const told = 'toldAboutWeb';
  if (context.globalState.get(told)) return;
  void context.globalState.update(told, true);
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Tokenwell runs a small program where your scripts run, and a VS Code in the browser alone has no such place. Open this folder in desktop VS Code, over Remote - SSH, in a container or in a codespace.',
    ),
  );
}
