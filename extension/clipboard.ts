/**
 * Secrets on the clipboard: they are taken off it later, if it still holds them, also where the window that copied one is
 * closed by then. What it leaves to the next window is enough to know the secret again, and not the secret.
 */

import { createHash, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

interface Note {
  salt: string;
  digest: string;
  /** Milliseconds since the Unix epoch. */
  until: number;
}

const key = 'clipboard';

let memory: vscode.Memento | undefined;

/** Takes off what a window before this one has left there. */
export function keepClipboardClean(context: vscode.ExtensionContext): void {
  memory = context.globalState;
  const left = memory.get<Note>(key);
  if (left) schedule(left);
}

/** Seconds. */
export function clipboardLimit(): number {
  return vscode.workspace.getConfiguration('tokenwell').get('clearClipboardAfter', 60);
}

export async function copyForAWhile(secret: string): Promise<void> {
  const salt = randomBytes(16).toString('hex');
  const note = { salt, digest: digestOf(salt, secret), until: Date.now() + clipboardLimit() * 1_000 };
  await memory?.update(key, note);
  await vscode.env.clipboard.writeText(secret);
  schedule(note);
}

function schedule(note: Note): void {
  setTimeout(() => void clear(note), Math.max(0, note.until - Date.now()));
}

async function clear(note: Note): Promise<void> {
  if (digestOf(note.salt, await vscode.env.clipboard.readText()) === note.digest) {
    await vscode.env.clipboard.writeText('');
  } else if (!canRead()) {
    return whenFocused(() => void clear(note));
  }
  // Unless another was copied meanwhile.
  if (memory?.get<Note>(key)?.digest === note.digest) await memory.update(key, undefined);
}

/** A browser gives the clipboard to no page behind another. */
function canRead(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop || vscode.window.state.focused;
}

function whenFocused(act: () => void): void {
  const listener = vscode.window.onDidChangeWindowState(({ focused }) => {
    if (!focused) return;
    listener.dispose();
    act();
  });
}

function digestOf(salt: string, text: string): string {
  return createHash('sha256').update(`${salt} ${text}`).digest('hex');
}
