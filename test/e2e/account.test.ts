import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '../support/authorization-server.ts';
import { useLab } from './lab.ts';

describe('an account in the status bar', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('tells its state in the tooltip and in the menu', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    assert.match(await window.statusBar.label(), /alice · lab: signed in, token until \d/);
    await window.statusBar.click();
    assert.match(await window.quickPick.title(), /^alice · lab: signed in/);
    await window.picture('menu');
  });

  it('is in VS Code’s own Accounts menu', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.accountsMenu.open();
    const entries = (await window.accountsMenu.entries()).filter((entry) => entry.includes('Tokenwell'));
    assert.deepEqual(entries, ['alice · lab (Tokenwell)']);
    await window.picture('accounts-menu');
  });

  it('gives a token to the clipboard after a question, and takes it back', async () => {
    vscode.configure({ 'tokenwell.clearClipboardAfter': 0 });
    // A folder has no say in it.
    mkdirSync(join(vscode.workspace, '.vscode'));
    const settings = JSON.stringify({ 'tokenwell.clearClipboardAfter': 600 });
    writeFileSync(join(vscode.workspace, '.vscode/settings.json'), settings);
    await lab.permitted();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.clipboard.write('of the person');
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.asks('Copy an access token of alice on lab?');
    assert.match(await window.modal.detail(), /after 5 seconds\./);
    await window.picture('copy-token');
    assert.equal(await window.clipboard.read(), 'of the person');
    await window.modal.click('Copy');
    const token = await window.clipboard.until((text) => text !== 'of the person');
    assert.equal((await lab.server.userinfo(token))?.preferred_username, 'alice');
    await window.clipboard.until((text) => text === '');
  });

  it('takes a token off the clipboard, though the window that copied it is closed, and keeps none to do so', async () => {
    vscode.configure({ 'tokenwell.clearClipboardAfter': 10 });
    await lab.permitted();
    const beside = await vscode.openWindow();
    await beside.statusBar.shows('alice · lab');
    await beside.loseFocus();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.click('Copy');
    const token = await window.clipboard.until((text) => text !== '');
    while (!(await window.remembered()).includes('clipboard'));
    assert.ok(!(await window.remembered()).includes(token));
    await window.close();

    const next = await vscode.openWindow();
    await next.clipboard.until((text) => text === '');
    while ((await next.remembered()).includes('clipboard'));

    // The one that is there in the end was open before.
    vscode.configure({ 'tokenwell.clearClipboardAfter': 5 });
    await next.palette.run('Tokenwell: Copy Access Token');
    await next.modal.click('Copy');
    await next.clipboard.until((text) => text !== '');
    while (!(await next.remembered()).includes('clipboard'));
    await next.close();
    await beside.takeFocus();
    await beside.clipboard.until((text) => text === '');
  });

  it('leaves on the clipboard what was copied since', async () => {
    vscode.configure({ 'tokenwell.clearClipboardAfter': 5 });
    await lab.permitted();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.click('Copy');
    await window.clipboard.until((text) => text !== '');
    await window.clipboard.write('copied since');
    await new Promise((resolve) => setTimeout(resolve, 5_500));
    assert.equal(await window.clipboard.read(), 'copied since');
  });

  it('signs out after a question, and tells what the server did', async () => {
    await lab.signedIn();
    const token = (await vscode.connection.token('lab')).access_token;
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.statusBar.click();
    await window.quickPick.choose('Sign out…');
    await window.modal.asks('Sign out alice on lab?');
    await window.picture('sign-out');
    await window.modal.click('Sign Out');
    await window.statusBar.shows('Sign in');
    await window.notifications.tell(/Signed out on lab\. .*has ended the sign-in\./);
    assert.equal(await lab.server.userinfo(token), null);
    assert.deepEqual((await vscode.connection.accounts()).accounts, []);

    await window.palette.run('Tokenwell: Show Menu');
    const offered = await window.quickPick.labels();
    assert.ok(!offered.includes('Sign out…') && !offered.includes('Copy access token…'), offered.join());
    await window.quickPick.choose('Use in a notebook…');
    await window.notifications.click('Nobody is signed in.', 'Sign In…');
    await window.quickPick.asks('Where do you want to sign in?');
  });

  it('is asked for where there are two', async () => {
    await lab.signedIn('alice');
    await lab.signedIn('bob');
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Sign Out');
    await window.quickPick.asks('Sign out which account?');
    assert.deepEqual((await window.quickPick.labels()).sort(), ['alice', 'bob']);
    await window.quickPick.choose('bob');
    await window.modal.click('Sign Out');
    await window.notifications.tell('has ended the sign-in.');
    assert.deepEqual(
      (await vscode.connection.accounts()).accounts.map(({ name }) => name),
      ['alice'],
    );
  });

  it('has its token in a terminal, by the `tokenwell` command', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.terminal.open();
    assert.match(await window.terminal.run('tokenwell status'), /alice/);
    await window.picture('terminal');
  });

  it('says since when it cannot be renewed', async () => {
    lab.server.settings.accessTokenLife = 5;
    await lab.signedIn();
    // What nobody uses is not renewed.
    await vscode.connection.token('lab');
    lab.server.faults.always('refresh', status(503));
    const window = await vscode.openWindow();
    await window.statusBar.shows(/alice · lab: retrying since \d/);
    assert.deepEqual(await window.statusBar.icons(), ['warning']);
    await window.picture('retrying');
    lab.server.faults.clear();
    await window.statusBar.shows(/alice · lab$/);
  });

  it('says so, once, when the server has ended the sign-in while it was in use, and leads to the next', async () => {
    await lab.permitted();
    const { access_token: token } = await vscode.connection.token('lab');
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    lab.server.endSessions('alice');
    // An API refuses the token, and so does the server its renewal.
    const rejected = createHash('sha256').update(token).digest('hex');
    await assert.rejects(vscode.connection.token('lab', { rejected }), { code: 'signed_out' });
    await window.statusBar.shows('alice · lab: ended by the server');
    assert.deepEqual(await window.statusBar.icons(), ['circle-slash']);
    await window.notifications.tell('The server has ended the sign-in of alice · lab');
    await window.picture('ended-by-the-server');
    await window.notifications.click('The server has ended the sign-in of alice · lab', 'Sign In Again');
    await window.modal.asks('Sign in at');
    await window.modal.cancel();
    await window.statusBar.shows('alice · lab: ended by the server');

    while (!(await window.remembered()).includes('ended:'));
    await window.reload();
    await window.statusBar.shows('alice · lab: ended by the server');
    // The menu comes from where the message would have come from, and after it.
    await window.statusBar.click();
    await window.quickPick.labels();
    assert.deepEqual(await window.notifications.texts(), []);
    await window.quickPick.choose('Sign in again as alice · lab…');
    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    await lab.server.approve(code);
    await window.statusBar.shows(/alice · lab$/);
    assert.deepEqual(await window.statusBar.icons(), ['key']);
  });
});
