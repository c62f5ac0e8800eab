import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeAnotherExtension } from '../support/vscode/another-extension.ts';
import { useLab } from './lab.ts';

describe('another extension that asks for a session', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('leads to the sign-in and gets a token, or hears that nobody signed in', async () => {
    const asker = join(vscode.folder, 'asker');
    writeAnotherExtension(asker, `${lab.server.issuer}/me`);
    const window = await vscode.openWindow({ development: { extensions: [asker] } });
    const ask = async () => {
      await window.palette.run('Asker: Ask for a Session');
      await window.modal.asks(/'Asker' wants to sign in using Tokenwell/);
      await window.modal.click('Allow');
      await window.modal.asks('Sign in at');
      return /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    };
    await ask();
    await window.modal.click('Cancel');
    await window.notifications.tell('No session: Nobody signed in.');

    const code = await ask();
    await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await lab.server.approve(code);
    await window.modal.asks('thesis wants tokens of alice · lab');
    await window.modal.click('Allow for This Workspace');
    await window.notifications.tell('Session of alice · lab, status 200');
    await window.accountsMenu.open();
    assert.ok((await window.accountsMenu.entries()).includes('alice · lab (Tokenwell)'));
  });
});
