/** "Get Started": the walkthrough, for whoever has closed VS Code's welcome page. */

import * as vscode from 'vscode';

export async function openWalkthrough({ extension }: vscode.ExtensionContext): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#getStarted`, false);
}
