import assert from 'node:assert/strict';
import type { VSCode, Window } from '../support/vscode.ts';
import { type Lab, useLab } from './lab.ts';

describe('the key to the sign-ins, on a machine without a keyring', () => {
  // Empty: as on a machine where nobody chose a store.
  const lab = useLab({ store: 'automatic' });
  const { vscode } = lab;

  const askWhere = async () => {
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.quickPick.asks('Asked once. Sign-ins are encrypted on this machine; the key opens them.');
    return window;
  };

  it('is handed over by this VS Code each time that the daemon starts', async () => {
    const window = await askWhere();
    assert.deepEqual(await window.quickPick.labels(), [
      'In VS Code on my own computer',
      'Behind a passphrase',
      'In memory only',
    ]);
    await window.picture('choose-store');
    await window.quickPick.choose('In VS Code on my own computer');
    await approve(lab, window);
    assert.equal((await vscode.connection.store()).kind, 'vscode');
    await window.modal.cancel();
    await restartDaemon(vscode);
    await vscode.storeIsOpen();
    await window.statusBar.shows(/alice · lab$/);
    assert.ok((await vscode.connection.token('lab')).access_token);
  });

  it('is nowhere where one wants that: the sign-in ends with the daemon', async () => {
    const window = await askWhere();
    await window.quickPick.choose('In memory only');
    await approve(lab, window);
    assert.equal((await vscode.connection.store()).kind, 'memory');
    await window.modal.cancel();
    await restartDaemon(vscode);
    await window.statusBar.shows('Sign in');
    assert.deepEqual((await vscode.connection.accounts()).accounts, []);
  });
});

describe('a store behind a passphrase', () => {
  const lab = useLab({ store: 'passphrase' });
  const { vscode } = lab;

  it('opens with the passphrase that was chosen, and with no other', async () => {
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.inputBox.answer(/Choose a passphrase/, 'canary passphrase');
    await window.inputBox.answer(/once more/, 'canary slip');
    await window.inputBox.asks(/The two differ/);
    await window.inputBox.answer(/The two differ/, 'canary passphrase');
    await approve(lab, window);
    await window.modal.cancel();
    await restartDaemon(vscode);
    await window.statusBar.shows(/alice · lab: locked/);
    await window.picture('locked');
    await window.statusBar.click();
    await window.quickPick.choose('Unlock the secret store');
    await window.inputBox.answer(/The passphrase of/, 'canary wrong');
    await window.inputBox.asks(/not the passphrase/);
    await window.inputBox.answer(/not the passphrase/, 'canary passphrase');
    await window.statusBar.shows(/alice · lab$/);
    // To where nothing has to be typed any more; the sign-in stays.
    await window.palette.run('Tokenwell: Change Where the Key Lives…');
    await window.quickPick.asks('All sign-ins stay. The key of before opens nothing any more.');
    assert.deepEqual(await window.quickPick.labels(), [
      'In the keyring',
      'In VS Code on my own computer',
      'In a file that only I can read',
    ]);
    await window.quickPick.choose('In a file that only I can read');
    await window.notifications.tell('The key was moved.');
    assert.deepEqual((await vscode.connection.store()).kind, 'keyfile');
    await restartDaemon(vscode);
    await window.statusBar.shows(/alice · lab$/);
    assert.ok((await vscode.connection.token('lab')).access_token);
  });
});

async function approve(lab: Lab, window: Window): Promise<void> {
  await window.modal.asks('Sign in at');
  const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
  await lab.server.approve(code);
  await window.statusBar.shows('alice · lab');
}

async function restartDaemon(vscode: VSCode): Promise<void> {
  await vscode.connection.shutDown();
  await vscode.startDaemon();
}
