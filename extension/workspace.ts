/** What this window says of itself to the daemon: its folders, and a name by which it is told apart from others. */

import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

export const windowId = randomUUID();

/** Folders on this machine, the first one first. */
export function workspaceFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
}

/** Calls of the window itself, and of other extensions through it, count as calls of its first folder. */
export function self(): { window: string; workspace: string | null } {
  return { window: windowId, workspace: workspaceFolders()[0]?.uri.fsPath ?? null };
}
