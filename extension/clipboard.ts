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

/** Seconds. */
const limits = { usual: 60, least: 5, most: 600 };

let memory: vscode.Memento | undefined;
/** Those of this window, by the digest of what they take off. */
const timers = new Map<string, NodeJS.Timeout>();

/** Takes off what another window has left there: one before this one, or one beside it that is closed by now. */
export function keepClipboardClean(context: vscode.ExtensionContext): void {
  memory = context.globalState;
  const takeOver = () => {
    const left = memory?.get<Note>(key);
    if (left) schedule(left);
  };
  takeOver();
  context.subscriptions.push(
    vscode.window.onDidChangeWindowState(({ focused }) => focused && takeOver()),
    new vscode.Disposable(() => {
      for (const timer of timers.values()) clearTimeout(timer);
    }),
  );
}

/** Seconds. The manifest's bounds warn whoever writes the setting, and hold nobody to them. */
export function clipboardLimit(): number {
  const wish = vscode.workspace.getConfiguration('tokenwell').get<unknown>('clearClipboardAfter');
  if (typeof wish !== 'number' || Number.isNaN(wish)) return limits.usual;
  return Math.min(limits.most, Math.max(limits.least, wish));
}

export async function copyForAWhile(secret: string): Promise<void> {
  const salt = randomBytes(16).toString('hex');
  const note = { salt, digest: digestOf(salt, secret), until: Date.now() + clipboardLimit() * 1_000 };
  await memory?.update(key, note);
  await vscode.env.clipboard.writeText(secret);
  schedule(note);
}

function schedule(note: Note): void {
  if (timers.has(note.digest)) return;
  const timer = setTimeout(() => void clear(note), Math.max(0, note.until - Date.now()));
  timers.set(note.digest, timer);
}

async function clear(note: Note): Promise<void> {
  timers.delete(note.digest);
  if (digestOf(note.salt, await vscode.env.clipboard.readText()) === note.digest) {
    await vscode.env.clipboard.writeText('');
  } else if (!canRead()) {
    // It is taken over again once this window has the focus.
    return;
  }
  // Unless another was copied meanwhile.
  if (memory?.get<Note>(key)?.digest === note.digest) await memory.update(key, undefined);
}

/** A browser gives the clipboard to no page behind another. */
function canRead(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop || vscode.window.state.focused;
}

function digestOf(salt: string, text: string): string {
  return createHash('sha256').update(`${salt} ${text}`).digest('hex');
}
