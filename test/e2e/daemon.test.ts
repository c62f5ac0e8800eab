import assert from 'node:assert/strict';
import { useLab } from './lab.ts';

describe('windows and their daemon', () => {
  // A grant on disk, so that an account outlives its daemon.
  const lab = useLab({ store: 'keyfile' });
  const { vscode } = lab;

  it('show the same in two windows', async () => {
    const first = await vscode.openWindow();
    const second = await vscode.openWindow();
    const code = await lab.askToSignIn(first);
    await first.opened(() => first.modal.click('Copy Code and Open Browser'));
    await second.statusBar.shows('Waiting for approval');
    await lab.server.approve(code);
    await Promise.all([first, second].map((window) => window.statusBar.shows('alice · lab')));

    await second.palette.run('Tokenwell: Sign Out');
    await second.modal.click('Sign Out');
    await Promise.all([first, second].map((window) => window.statusBar.shows('Sign in')));
  });

  it('are right again after `kill -9`', async () => {
    await lab.permitted();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await vscode.killDaemon();
    await vscode.daemonRuns();
    await window.statusBar.shows('alice · lab');
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.click('Copy');
    const token = await window.clipboard.until((text) => text !== '');
    assert.ok(await lab.server.userinfo(token));
  });

  it('start the daemon where somebody signed in before', async () => {
    await lab.signedIn();
    await vscode.stopDaemon();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
  });

  it('say so after `tokenwell daemon stop`, and start it by a click', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await vscode.stopDaemon();
    await window.statusBar.shows('Tokenwell is stopped');
    assert.doesNotMatch(await window.statusBar.label(), /alice/);
    await window.picture('stopped');
    assert.equal(vscode.daemonPid, null);
    await window.statusBar.click();
    await window.quickPick.choose('Start Tokenwell');
    await window.statusBar.shows('alice · lab');
  });
});
