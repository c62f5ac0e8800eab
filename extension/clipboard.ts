/** Secrets on the clipboard: they are taken off it later, if it still holds them. */

import * as vscode from 'vscode';

/** Seconds. */
export function clipboardLimit(): number {
  return vscode.workspace.getConfiguration('tokenwell').get('clearClipboardAfter', 60);
}

export async function copyForAWhile(secret: string): Promise<void> {
  await vscode.env.clipboard.writeText(secret);
  setTimeout(() => void clear(secret), clipboardLimit() * 1_000);
}

async function clear(secret: string): Promise<void> {
  if ((await vscode.env.clipboard.readText()) === secret) await vscode.env.clipboard.writeText('');
}
