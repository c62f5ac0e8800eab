/** Which Python: the one that VS Code's Python extension works with, else one that is found, else one that is pointed out. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** What we use of the API of `ms-python.python`. */
interface PythonExtension {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

/** A path or a command; undefined: the person turned back. */
export async function choosePython(): Promise<string | undefined> {
  const active = await activePython();
  const another = { label: `$(folder-opened) ${vscode.l10n.t('Another one…')}`, python: null };
  const found = [...new Set([...(active ? [active] : []), ...pythonsInFolders(), ...usualCommands()])];
  const items = [
    ...found.map((python) => ({
      label: python,
      description: python === active ? vscode.l10n.t('in use in this window') : '',
      python,
    })),
    another,
  ];
  const title = vscode.l10n.t('Into which Python?');
  const choice = await vscode.window.showQuickPick<(typeof items)[number] | typeof another>(items, { title });
  if (!choice) return undefined;
  return choice.python ?? (await pointOut());
}

async function activePython(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>('ms-python.python');
  const { environments } = (await extension?.activate()) ?? {};
  if (!environments) return undefined;
  const resource = vscode.window.activeNotebookEditor?.notebook.uri;
  const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
  return environment?.executable.uri?.fsPath;
}

function pythonsInFolders(): string[] {
  const program = process.platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python');
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return folders
    .flatMap((folder) => ['.venv', 'venv', '.env', 'env'].map((name) => join(folder, name, program)))
    .filter((path) => existsSync(path));
}

function usualCommands(): string[] {
  return [process.platform === 'win32' ? 'py' : 'python3'];
}

async function pointOut(): Promise<string | undefined> {
  const title = vscode.l10n.t('Which Python?');
  const [file] = (await vscode.window.showOpenDialog({ title, canSelectMany: false })) ?? [];
  return file?.fsPath;
}
