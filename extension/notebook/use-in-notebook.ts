/** "Use in a notebook": a cell that gets tokens of an account, in the notebook's language. */

import { homedir } from 'node:os';
import { relative } from 'node:path';
import * as vscode from 'vscode';
import { findPaths } from '../../daemon/paths.ts';
import { chooseAccount } from '../choose.ts';
import type { Daemon } from '../daemon.ts';
import { type Snippet, snippetFor, snippets } from './snippets.ts';

export async function useInNotebook(daemon: Daemon): Promise<void> {
  const connection = await daemon.reach();
  const { accounts } = await connection.accounts();
  const account = await chooseAccount(accounts, vscode.l10n.t('Tokens of which account?'));
  if (!account) return;
  const notebook = vscode.window.activeNotebookEditor;
  const snippet = (notebook && snippetFor(languageOf(notebook.notebook))) ?? (await chooseLanguage());
  if (!snippet) return;
  const text = snippet.text(account.profile, discoveryBelowHome());
  if (notebook) await insertCell(notebook, text, snippet);
  else await insertText(text, snippet);
  const done = notebook ? vscode.l10n.t('A cell was inserted.') : vscode.l10n.t('The lines were inserted.');
  if (snippet.languages.includes('python')) await offerClient(done);
}

/** Of its code cells; the kernel's, where there are none yet. */
function languageOf(notebook: vscode.NotebookDocument): string {
  const code = notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
  return code?.document.languageId ?? notebook.metadata.metadata?.language_info?.name ?? '';
}

async function chooseLanguage(): Promise<Snippet | undefined> {
  // A pipe of Windows is beyond what these languages can call; the Python client knows another way.
  const fitting = process.platform === 'win32' ? snippets.slice(0, 1) : snippets;
  if (fitting.length === 1) return fitting[0];
  const items = fitting.map((snippet) => ({ label: snippet.title, snippet }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('In which language?') }))?.snippet;
}

/** Below the selected cell. */
async function insertCell(editor: vscode.NotebookEditor, text: string, snippet: Snippet): Promise<void> {
  const language = snippet.languages[0] as string;
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text.trimEnd(), language);
  const edit = new vscode.WorkspaceEdit();
  const at = editor.selection.end;
  edit.set(editor.notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
  await vscode.workspace.applyEdit(edit);
  editor.selection = new vscode.NotebookRange(at, at + 1);
  editor.revealRange(editor.selection);
}

/** At the cursor of a script in that language, else as a new document. */
async function insertText(text: string, snippet: Snippet): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor && snippet.languages.includes(editor.document.languageId)) {
    await editor.edit((edit) => edit.insert(editor.selection.active, text));
    return;
  }
  const document = await vscode.workspace.openTextDocument({ language: snippet.languages[0] as string, content: text });
  await vscode.window.showTextDocument(document);
}

async function offerClient(done: string): Promise<void> {
  const install = vscode.l10n.t('Install…');
  const words = vscode.l10n.t('This needs the Python package “tokenwell”. It comes with the extension.');
  if ((await vscode.window.showInformationMessage(`${done} ${words}`, install)) !== install) return;
  await vscode.commands.executeCommand('tokenwell.installPythonClient');
}

function discoveryBelowHome(): string {
  return relative(homedir(), findPaths().discoveryCopy).replaceAll('\\', '/');
}
