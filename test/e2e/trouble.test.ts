import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runCli } from '../cli/run-cli.ts';
import { gate, holdRequest } from '../support/authorization-server.ts';
import { useLab } from './lab.ts';

const day = 86_400;

describe('what does not go by itself', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('is the secret of a client: asked for, hidden while it is typed, and tried', async () => {
    const { clientId, clientSecret } = lab.server.clients.secret;
    const confidential = { client_id: clientId, token_endpoint_auth_method: 'client_secret_basic' as const };
    vscode.writeProfiles({ lab: { issuer: lab.server.issuer, scope: 'openid offline_access', ...confidential } });
    const window = await vscode.openWindow();
    for (const secret of ['canary-wrong-secret', clientSecret]) {
      await window.statusBar.click();
      await window.quickPick.choose('lab');
      await window.inputBox.asks(`Secret of the client ${clientId}`);
      assert.equal(await window.inputBox.isHidden(), true);
      await window.inputBox.answer(/Secret/, secret);
      if (secret !== clientSecret) await window.notifications.tell(/client/i);
    }
    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    await lab.server.approve(code);
    await window.statusBar.shows('alice · lab');
  });

  it('is a slow server: one sees what is waited for, and can turn away', async () => {
    const { opened, open } = gate();
    lab.server.faults.always('discovery', holdRequest(opened));
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    const asking = `Asking ${new URL(lab.server.issuer).host} how one can sign in`;
    await window.notifications.tell(asking);
    await window.picture('slow-server');
    await window.notifications.click(asking, 'Cancel');
    await window.notifications.gone(asking);
    await window.statusBar.click();
    await window.quickPick.labels();
    // The list was asked for after the wish to turn away: that has arrived by now.
    open();
    lab.server.faults.clear();
    await window.quickPick.choose('lab');
    await window.modal.asks('Sign in at');
    await window.notifications.workDone();
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('is a daemon that cannot start: said with its log and a doctor, and tried again', async () => {
    const window = await vscode.openWindow();
    const state = dirname(vscode.paths.database);
    rmSync(state, { recursive: true, force: true });
    writeFileSync(state, 'a file where a folder belongs');
    await window.statusBar.click();
    const failed = 'Tokenwell could not start its daemon.';
    await window.notifications.tell(failed);
    await window.picture('no-daemon');
    await window.notifications.click(failed, 'Doctor');
    await window.editor.shows('✗');
    await window.statusBar.click();
    await window.notifications.click(failed, 'Show Log');
    await window.editor.outputShows(state);
    await window.statusBar.click();
    await window.notifications.tell(failed);
    rmSync(state);
    await window.notifications.click(failed, 'Retry');
    await window.quickPick.choose('lab');
    await window.modal.asks('Sign in at');
  });

  it('is a sign-in that ends soon: told once, however often one looks', async () => {
    lab.server.settings.reportedRefreshLife = 6 * day;
    await lab.signedIn();
    const window = await vscode.openWindow();
    const ends = /The offline token of alice · lab ends in \d days/;
    await window.notifications.tell(ends);
    await window.statusBar.shows(/alice · lab: offline token ends in \d days/);
    await window.picture('ends-soon');
    while (!(await window.remembered()).includes('expiry:'));
    await window.reload();
    await window.statusBar.shows(/ends in/);
    // The menu comes from where the message would have come from, and after it.
    await window.statusBar.click();
    await window.quickPick.labels();
    assert.deepEqual(await window.notifications.texts(), []);
  });

  it('is a permission given before: seen, and taken back; the doctor finds all else well', async () => {
    await lab.permitted();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    const token = async () =>
      (await runCli(['token', 'lab'], { environment: vscode.environment, folder: vscode.workspace })).code;
    assert.equal(await token(), 0);
    await window.statusBar.click();
    await window.quickPick.choose('Permissions…');
    await window.quickPick.asks('Which workspace may have tokens of which account? Choose one to change it.');
    await window.picture('permissions');
    await window.quickPick.choose(vscode.workspace);
    await window.quickPick.choose('Forbid');
    while ((await token()) !== 8);
    await window.statusBar.click();
    await window.quickPick.choose('Doctor');
    await window.editor.shows('alice: Signed in.');
    await window.picture('doctor');
  });
});
