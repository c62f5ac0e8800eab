/** Integrated terminals find the daemon and the `tokenwell` command by themselves. Nothing of it is kept on disk by VS Code. */

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import type { Connection } from '../clients/node/connection.ts';
import { findDaemon } from '../clients/node/find-daemon.ts';
import { findPaths } from '../daemon/paths.ts';
import type { Daemon } from './daemon.ts';
import { fillIn } from './launcher.ts';
import { plainText } from './plain-text.ts';
import { workspaceFolders } from './workspace.ts';

/** `bundle` is the folder of `cli.mjs`; the launcher is in `bin/` beside it. */
export function offerInTerminals(
  context: vscode.ExtensionContext,
  daemon: Daemon,
  bundle: string,
  output: vscode.LogOutputChannel,
): void {
  const variables = context.environmentVariableCollection;
  variables.persistent = false;
  variables.description = 'Tokenwell';
  const folder = commandFolder(context);
  const offer = async () => {
    if (!vscode.workspace.isTrusted) return;
    variables.prepend('PATH', `${folder}${delimiter}`);
    const found = findDaemon(findPaths());
    if (!found) return;
    variables.replace('TOKENWELL_SOCKET', found.socket);
    const { url, key_file: keyFile } = found.discovery ?? {};
    // Empty, because this window may have been opened from a terminal of another one.
    variables.replace('TOKENWELL_WORKSPACE', '');
    if (url) variables.replace('TOKENWELL_URL', url);
    if (url && keyFile) variables.replace('TOKENWELL_KEY_FILE', keyFile);
    if (daemon.connected) await offerWorkspaces(variables, await daemon.reach(), Boolean(url));
  };
  const tell = () => void offer().catch((error: Error) => output.warn(plainText(error.message)));
  void writeCommand(folder, bundle).then(tell);
  context.subscriptions.push(
    daemon.onEvent((event) => event.type === 'hello' && tell()),
    vscode.workspace.onDidGrantWorkspaceTrust(tell),
    vscode.workspace.onDidChangeWorkspaceFolders(tell),
  );
}

/** Where terminals find the `tokenwell` command. */
export function commandFolder(context: vscode.ExtensionContext): string {
  return join(context.globalStorageUri.fsPath, 'bin');
}

/** By these the daemon knows which workspace a terminal's programs belong to. One that is of no folder goes with the first. */
async function offerWorkspaces(
  variables: vscode.GlobalEnvironmentVariableCollection,
  connection: Connection,
  tcp: boolean,
): Promise<void> {
  const folders = workspaceFolders();
  for (const workspaceFolder of folders) {
    const folder = workspaceFolder.uri.fsPath;
    const { key_file: keyFile } = await connection.clientKey(folder);
    const scoped = variables.getScoped({ workspaceFolder });
    for (const collection of workspaceFolder === folders[0] ? [variables, scoped] : [scoped]) {
      collection.replace('TOKENWELL_WORKSPACE', folder);
      if (tcp) collection.replace('TOKENWELL_KEY_FILE', keyFile);
    }
  }
}

/** Runs the command by the Node that VS Code itself runs on, so that none has to be installed. */
async function writeCommand(folder: string, bundle: string): Promise<void> {
  const program = join(bundle, 'cli.mjs');
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    const lines = ['@echo off', 'set ELECTRON_RUN_AS_NODE=1', `"${process.execPath}" "${program}" %*`, ''];
    return writeFile(join(folder, 'tokenwell.cmd'), lines.join('\r\n'));
  }
  const read = (name: string) => readFile(join(bundle, '../bin', name), 'utf8');
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  };
  await write('tokenwell', fillIn(await read('tokenwell'), { node: process.execPath, program }));
  for (const helper of ['git-credential-tokenwell', 'docker-credential-tokenwell'])
    await write(helper, await read(helper));
}
