import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { useVSCode } from '../support/vscode.ts';

describe('signing in from the status bar', () => {
  const vscode = useVSCode();
  let server: AuthorizationServer;
  before(async () => {
    server = await startAuthorizationServer();
  });
  after(() => server.close());
  beforeEach(() => {
    const definition = { issuer: server.issuer, client_id: server.clientId, scope: 'openid profile offline_access' };
    vscode.writeProfiles({ lab: definition });
  });

  it('starts no daemon before there is a wish', async () => {
    const window = await vscode.openWindow();
    assert.equal(await window.statusBar.text(), 'Sign in');
    assert.equal(vscode.daemonPid, null);
  });

  it('shows host and code, opens the page, and shows the account once it is approved', async () => {
    const window = await vscode.openWindow();
    await window.clipboard.write('of the person');
    await window.statusBar.click();
    await window.quickPick.choose('lab');

    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    assert.equal(await window.modal.title(), `Sign in at ${new URL(server.issuer).host}`);
    assert.equal(await window.clipboard.read(), 'of the person');
    await window.statusBar.shows(/Waiting for approval \d+:\d\d/);

    const page = await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    assert.equal(await window.clipboard.read(), code);
    await page.getByText(code).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You are signed in').waitFor();

    await window.statusBar.shows('alice · lab');
    await window.notifications.tell('Signed in on lab as alice.');
    assert.deepEqual(await window.statusBar.icons(), ['key']);
  });
});
