import assert from 'node:assert/strict';
import type { Window } from '../support/vscode.ts';
import { useLab } from './lab.ts';

describe('ways to sign in', () => {
  // The server here wants the exact path registered; a Keycloak takes a wildcard.
  const lab = useLab({ settings: { 'tokenwell.redirectPort': 28517 } });
  const { vscode } = lab;

  const anotherWay = async (way: string) => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Sign In Another Way');
    await window.quickPick.choose('lab');
    await window.quickPick.choose(way);
    return window;
  };

  /** VS Code would put the address of a server on this machine below its own, where that server's cookies are lost. */
  const openAddress = async (window: Window) => {
    await window.modal.click('Copy Address');
    const address = await window.clipboard.until((text) => text.startsWith(lab.server.issuer));
    const page = await window.page.context().newPage();
    await page.goto(address);
    return page;
  };

  it('lead on from a client that the server does not know', async () => {
    vscode.writeProfiles({ lab: { issuer: lab.server.issuer, client_id: 'notebook', scope: 'openid' } });
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.notifications.click(/invalid_client/, 'Change the Client…');
    await window.inputBox.asks(/Client id, as it is registered at the server/);
    assert.equal(await window.inputBox.value(), 'notebook');
    await window.inputBox.answer(/Client id/, 'notebooks');
    await window.modal.asks('Sign in at');
    assert.equal((await vscode.connection.profiles()).profiles[0]?.client_id, 'notebooks');
  });

  it('lead through the browser and back, over the address under which a remote window is reached', async () => {
    const window = await anotherWay('In the browser');
    await window.modal.asks('Sign in at');
    assert.match(await window.modal.detail(), /comes back to VS Code by itself/);
    await window.picture('sign-in-browser');
    const page = await openAddress(window);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You are signed in').waitFor();
    assert.match(page.url(), /\/proxy\/28517\/callback\?/);
    await window.statusBar.shows('alice · lab');
    await window.notifications.tell('Signed in on lab as alice.');
  });

  it('tell a refusal in the browser in its own words', async () => {
    const window = await anotherWay('In the browser');
    await window.modal.asks('Sign in at');
    const page = await openAddress(window);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('VS Code says why.').waitFor();
    await window.notifications.tell('The sign-in on lab was refused in the browser.');
    await window.statusBar.shows('Sign in');
  });

  it('take a token that the person has, hidden while it is typed', async () => {
    const window = await anotherWay('With a token that you have');
    await window.inputBox.asks(/Refresh or offline token/);
    assert.equal(await window.page.locator('.quick-input-widget input').first().getAttribute('type'), 'password');
    await window.inputBox.answer(/Refresh or offline token/, 'canary-wrong-token');
    await window.notifications.tell(/refused|invalid/i);
    await window.statusBar.shows('Sign in');
  });
});
