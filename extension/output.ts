/** The extension's log ("Tokenwell" among the output channels). Never given a token, a code or an address with a query. */

import * as vscode from 'vscode';

export function createOutput(context: vscode.ExtensionContext): vscode.LogOutputChannel {
  const output = vscode.window.createOutputChannel('Tokenwell', { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('tokenwell.showLog', () => output.show()),
  );
  return output;
}
