/** Another extension that wants tokens, beside ours: `vscode.authentication.getSession`, by a command. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = {
  ...{ name: 'asker', displayName: 'Asker', publisher: 'somebody', version: '1.0.0' },
  ...{ engines: { vscode: '^1.90.0' }, main: './main.js', extensionKind: ['workspace'], activationEvents: [] },
  contributes: { commands: [{ command: 'asker.ask', title: 'Ask for a Session', category: 'Asker' }] },
};

/** It tells whose session it has got, and asks this address with the token. */
const program = (address: string) => `const vscode = require('vscode');
exports.activate = (context) => context.subscriptions.push(vscode.commands.registerCommand('asker.ask', async () => {
  try {
    const session = await vscode.authentication.getSession('tokenwell', ['profile:lab'], { createIfNone: true });
    const answer = await fetch('${address}', { headers: { Authorization: 'Bearer ' + session.accessToken } });
    vscode.window.showInformationMessage('Session of ' + session.account.label + ', status ' + answer.status);
  } catch (error) {
    vscode.window.showInformationMessage('No session: ' + error.message);
  }
}));
`;

/** Into this empty folder. */
export function writeAnotherExtension(folder: string, address: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'main.js'), program(address));
}
