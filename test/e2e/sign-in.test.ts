import assert from 'node:assert/strict';
import { useLab } from './lab.ts';

describe('signing in from the status bar', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('starts no daemon before there is a wish', async () => {
    const window = await vscode.openWindow();
    assert.equal(await window.statusBar.text(), 'Sign in');
    assert.deepEqual(await window.statusBar.icons(), ['key']);
    assert.equal(vscode.daemonPid, null);
    await window.picture('signed-out');
  });

  it('shows host and code, opens the page, and shows the account once it is approved', async () => {
    const window = await vscode.openWindow();
    await window.clipboard.write('of the person');
    const code = await lab.askToSignIn(window);
    assert.equal(await window.modal.title(), `Sign in at ${new URL(lab.server.issuer).host}`);
    assert.equal(await window.clipboard.read(), 'of the person');
    await window.statusBar.shows(/Waiting for approval \d+:\d\d/);
    await window.picture('sign-in');

    const page = await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    assert.equal(await window.clipboard.read(), code);
    await page.getByText(code).waitFor();
    await window.picture('waiting');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You are signed in').waitFor();

    await window.statusBar.shows('alice · lab');
    await window.notifications.tell('Signed in on lab as alice.');
    assert.deepEqual(await window.statusBar.icons(), ['key']);
    await window.picture('signed-in');
  });

  it('shows the address as a QR code, for a phone', async () => {
    const window = await vscode.openWindow();
    const code = await lab.askToSignIn(window);
    await window.modal.click('Show QR Code');
    await window.webview.content.getByText(`Code: ${code}`).waitFor();
    await window.webview.content.getByText(`Address: ${lab.server.issuer}/`).waitFor();
    assert.equal(await window.webview.content.getByRole('img').count(), 1);
    await window.picture('qr-code');
    assert.ok((await window.statusBar.label()).includes(`Code: ${code}`));
    await lab.server.approve(code, { as: 'bob' });
    await window.statusBar.shows('bob · lab');
  });

  it('tells of a refusal, and tries again', async () => {
    const window = await vscode.openWindow();
    const code = await lab.askToSignIn(window);
    await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await lab.server.deny(code);
    await window.notifications.tell('The sign-in on lab was refused in the browser.');
    await window.statusBar.shows('Sign in');
    await window.picture('denied');
    await window.notifications.click('refused', 'Try Again');
    await window.modal.asks('Sign in at');
  });

  it('tells when it was not approved in time', async () => {
    lab.server.settings.deviceCodeLife = 3;
    const window = await vscode.openWindow();
    await lab.askToSignIn(window);
    await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await window.notifications.tell('The sign-in on lab was not approved in time.');
    await window.statusBar.shows('Sign in');
    await window.picture('expired');
  });

  it('ends where it is cancelled in the dialog, without a word', async () => {
    const window = await vscode.openWindow();
    await lab.askToSignIn(window);
    await window.statusBar.shows(/Waiting for approval/);
    const [waiting] = (await vscode.connection.signIns()).sign_ins;
    await window.modal.click('Cancel');
    await window.statusBar.shows('Sign in');
    assert.equal((await vscode.connection.signIn(waiting?.id ?? '')).state, 'cancelled');
    await window.notifications.workDone();
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('shows its code again while it waits, and can be cancelled then', async () => {
    const window = await vscode.openWindow();
    const code = await lab.askToSignIn(window);
    await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await window.statusBar.click();
    await window.modal.asks(`Code: ${code}`);
    await window.picture('code-again');
    await window.modal.cancel();
    await window.statusBar.shows(/Waiting for approval/);
    await window.statusBar.click();
    await window.modal.click('Cancel the Sign-in');
    await window.statusBar.shows('Sign in');
  });

  it('tells in words when the server cannot be reached', async () => {
    await lab.server.close();
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.notifications.tell('cannot be reached: nothing listens at that address');
    await window.picture('unreachable');
  });
});
