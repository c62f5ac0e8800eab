/** Integrated terminals find the daemon and the `tokenwell` command by themselves. Nothing of it is kept on disk by VS Code. */

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { findDaemon } from '../clients/node/find-daemon.ts';
import { findPaths } from '../daemon/paths.ts';
import type { Daemon } from './daemon.ts';

/** `bundle` is the folder of `cli.mjs`. */
export function offerInTerminals(context: vscode.ExtensionContext, daemon: Daemon, bundle: string): void {
  const variables = context.environmentVariableCollection;
  variables.persistent = false;
  variables.description = 'Tokenwell';
  const folder = join(context.globalStorageUri.fsPath, 'bin');
  const offer = () => {
    if (!vscode.workspace.isTrusted) return;
    variables.prepend('PATH', `${folder}${delimiter}`);
    const found = findDaemon(findPaths());
    if (!found) return;
    variables.replace('TOKENWELL_SOCKET', found.socket);
    const { url, key_file: keyFile } = found.discovery ?? {};
    if (!url || !keyFile) return;
    variables.replace('TOKENWELL_URL', url);
    variables.replace('TOKENWELL_KEY_FILE', keyFile);
  };
  void writeCommand(folder, join(bundle, 'cli.mjs')).then(offer);
  context.subscriptions.push(
    daemon.onEvent((event) => event.type === 'hello' && offer()),
    vscode.workspace.onDidGrantWorkspaceTrust(offer),
  );
}

/** Runs the command by the Node that VS Code itself runs on, so that none has to be installed. */
async function writeCommand(folder: string, program: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    const lines = ['@echo off', 'set ELECTRON_RUN_AS_NODE=1', `"${process.execPath}" "${program}" %*`, ''];
    return writeFile(join(folder, 'tokenwell.cmd'), lines.join('\r\n'));
  }
  const file = join(folder, 'tokenwell');
  await writeFile(file, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec ${quote(process.execPath)} ${quote(program)} "$@"\n`);
  await chmod(file, 0o755);
}

function quote(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
