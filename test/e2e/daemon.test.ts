import assert from 'node:assert/strict';
import { runCli } from '../cli/run-cli.ts';
import { useLab } from './lab.ts';

describe('windows and their daemon', () => {
  // A grant on disk, so that an account outlives its daemon.
  const lab = useLab({ store: 'keyfile' });
  const { vscode } = lab;

  it('are in step, three of them: at a sign-in, a question that one of them answers, and a sign-out', async function () {
    this.timeout(120_000);
    const first = await vscode.openWindow();
    const second = await vscode.openWindow();
    const third = await vscode.openWindow();
    const windows = [first, second, third];
    const code = await lab.askToSignIn(first);
    await first.opened(() => first.modal.click('Copy Code and Open Browser'));
    await Promise.all([second, third].map((window) => window.statusBar.shows('Waiting for approval')));
    await lab.server.approve(code);
    await Promise.all(windows.map((window) => window.statusBar.shows('alice · lab')));

    const { environment, workspace } = vscode;
    const askForToken = () => runCli(['token', 'lab', '--deadline', '30'], { environment, folder: workspace });
    const waiting = askForToken();
    await Promise.all(windows.map((window) => window.modal.asks('thesis wants tokens of alice · lab')));
    await second.modal.click('Allow for This Workspace');
    assert.equal((await waiting).code, 0);
    // VS Code lets nobody close the dialogs of the others: what is answered there comes too late, and is told so.
    await third.modal.click('No');
    await third.notifications.tell('Another window was quicker: thesis may have tokens of alice · lab.');
    await first.modal.cancel();
    assert.equal((await askForToken()).code, 0);

    await third.palette.run('Tokenwell: Sign Out');
    await third.modal.click('Sign Out');
    await Promise.all(windows.map((window) => window.statusBar.shows('Sign in')));
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
    assert.match(await window.statusBar.label(), /get no tokens\. Click, and choose Start Tokenwell\.$/);
    assert.doesNotMatch(await window.statusBar.label(), /alice/);
    await window.picture('stopped');
    assert.equal(vscode.daemonPid, null);
    await window.statusBar.click();
    await window.quickPick.choose('Start Tokenwell');
    await window.statusBar.shows('alice · lab');
  });
});
