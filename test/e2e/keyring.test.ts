import assert from 'node:assert/strict';
import { KeyringSession } from '../support/keyring-session.ts';
import { useLab } from './lab.ts';

describe('with the keyring of a desktop', () => {
  const keyring = new KeyringSession();
  const lab = useLab({ store: 'keyring', environment: { DBUS_SESSION_BUS_ADDRESS: keyring.address } });
  const { vscode } = lab;
  before(async () => {
    await keyring.startBus();
    keyring.startOpenKeyring();
  });
  after(() => keyring.dispose());

  it('keeps an account over the end of its daemon', async () => {
    const window = await vscode.openWindow();
    const code = await lab.askToSignIn(window);
    await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await lab.server.approve(code);
    await window.statusBar.shows('alice · lab');
    assert.equal((await vscode.connection.store()).kind, 'keyring');

    await vscode.killDaemon();
    await vscode.daemonRuns();
    await vscode.storeIsOpen();
    await window.statusBar.shows(/alice · lab$/);
    const { access_token: token } = await vscode.connection.token('lab');
    assert.ok(await lab.server.userinfo(token));
  });
});
