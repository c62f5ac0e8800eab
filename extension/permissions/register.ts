/** Tells the daemon which folders this window has open, and whether they are trusted: now, after each change, and anew to each daemon. */

import * as vscode from 'vscode';
import type { Daemon } from '../daemon.ts';
import { plainText } from '../plain-text.ts';
import { windowId, workspaceFolders } from '../workspace.ts';

export function registerWorkspaces(
  context: vscode.ExtensionContext,
  daemon: Daemon,
  output: vscode.LogOutputChannel,
): void {
  const register = async () => {
    if (!daemon.connected) return;
    const workspaces = workspaceFolders().map(({ uri, name }) => ({ folder: uri.fsPath, name: name || uri.fsPath }));
    const connection = await daemon.reach();
    await connection.registerWorkspaces({ window: windowId, trusted: vscode.workspace.isTrusted, workspaces });
  };
  // Where the daemon goes meanwhile, the next one is told.
  const tell = () => void register().catch((error: Error) => output.warn(plainText(error.message)));
  context.subscriptions.push(
    daemon.onEvent((event) => event.type === 'hello' && tell()),
    vscode.workspace.onDidGrantWorkspaceTrust(tell),
    vscode.workspace.onDidChangeWorkspaceFolders(tell),
  );
}
