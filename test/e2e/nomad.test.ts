import assert from 'node:assert/strict';
import { type Nomad, type NomadOptions, password, startNomad } from '../support/nomad.ts';
import { useVSCode } from '../support/vscode.ts';
import { addSystem, looksWell, openPanel, typeCredentials } from './systems.ts';

const day = 86_400;

describe('NOMAD by clicks', () => {
  const vscode = useVSCode();
  let nomad: Nomad;
  afterEach(() => nomad.close());

  async function signedIn(options: NomadOptions = {}) {
    nomad = await startNomad(options);
    vscode.writeProfiles({ nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' } });
    const connection = await vscode.startDaemon();
    const wish = { profile: 'nomad', flow: 'password' as const, username: 'alice', password };
    const { account, error } = await connection.startSignIn(wish);
    assert.ok(account, error?.detail);
    return openPanel(vscode);
  }

  it('is added by name, and signs in by its realm or with a password', async () => {
    nomad = await startNomad();
    const window = await vscode.openWindow();
    await addSystem(window, {
      system: 'NOMAD',
      questions: [
        [/Address/, `${nomad.address}/gui/about`],
        [/Client id/, 'tokenwell'],
        [/A short name/, 'nomad'],
      ],
    });
    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    await window.modal.click('Copy Code and Open Browser');
    nomad.realm.approve(code, 'alice');
    await window.statusBar.shows('alice · nomad');
    await window.palette.run('Tokenwell: Sign Out');
    await window.modal.click('Sign Out');
    await window.statusBar.shows('Sign in');
    for (const typed of ['canary-wrong', password]) {
      await window.palette.run('Tokenwell: Sign In Another Way');
      await window.quickPick.choose('nomad');
      await window.quickPick.choose('With user name and password');
      await typeCredentials(window, 'alice', typed);
      if (typed !== password) await window.notifications.tell(/does not know this user name/);
    }
    await window.statusBar.shows('alice · nomad');
  });

  it("makes an app token within the administrator's limit, and says that it cannot be revoked", async () => {
    const { window, panel } = await signedIn({ longestAppToken: 2 * day });
    await panel.button('New app token').click();
    await panel.text(/At most 2 days here/).waitFor();
    await panel.field('Description').fill('beamline');
    assert.match((await panel.choice('Expires in').innerText()).replaceAll('\n', ' '), /2 days \(the most\)/);
    await panel.choice('Expires in').selectOption({ label: '1 day' });
    await panel.button('Create').click();
    await panel.text('It will not be shown again.').waitFor();
    await panel
      .text(/it cannot be revoked/)
      .first()
      .waitFor();
    await panel.button('Copy').click();
    const value = await window.clipboard.until((text) => text.length > 20);
    await panel.button('Done').click();
    await panel.row('beamline').filter({ hasText: 'Cannot be revoked' }).waitFor();
    assert.equal(await panel.button('Revoke: beamline').count(), 0);
    assert.ok(!(await panel.html()).includes(value));
    assert.deepEqual(await looksWell(window, panel, 'panel-nomad'), []);
    await panel.button('Test: beamline').click();
    await window.inputBox.answer('Paste its value', value);
    await panel.text('It works.').waitFor();

    // What comes once nobody looks any more is told of all the same.
    const { promise: closed, resolve: answer } = Promise.withResolvers<void>();
    nomad.answerAfter('/api/v1/auth/app_token', closed);
    await panel.button('New app token').click();
    await panel.field('Description').fill('overlooked');
    await panel.button('Create').click();
    while (nomad.appTokens.length < 2) await window.page.waitForTimeout(20);
    await window.editor.close('Tokenwell');
    answer();
    const lost = 'The value of overlooked came after the panel was closed. Its value is forgotten: revoke it';
    await window.notifications.click(lost, 'Manage Tokens');
    await panel.row('overlooked').waitFor();
    assert.equal(await panel.text('It will not be shown again.').count(), 0);

    await window.palette.run('Tokenwell: Sign Out');
    await window.modal.click('Sign Out');
    await window.notifications.tell(/What was made here lives on: /);
  });

  it('makes a personal access token, keeps it, rotates it, and revokes it', async () => {
    const { window, panel } = await signedIn();
    await panel.button(/New personal access token/).click();
    await panel.field('Name').fill('uploader');
    await panel.choice('Expires in').selectOption({ label: '365 days (the most)' });
    await panel.button('Create').click();
    await panel.button('Keep It in Tokenwell…').click();
    await window.inputBox.asks(/name/i);
    await window.inputBox.type('uploads');
    await window.inputBox.accept();
    await panel.text('Kept here as uploads').waitFor();
    await panel.button('Rotate: uploader').click();
    await window.modal.asks('The old value stops working.');
    await window.modal.click('Rotate');
    await panel.text('It will not be shown again.').waitFor();
    await panel.button('Copy').click();
    const value = await window.clipboard.until((text) => text.startsWith('nomad_pat_'));
    await panel.button('Done').click();
    assert.ok(!(await panel.html()).includes(value));
    await panel.button('Revoke: uploader').click();
    await window.modal.click('Revoke');
    await panel.text(/^Revoked\./).waitFor();
  });

  it('says that an older version has no personal access tokens', async () => {
    const { panel } = await signedIn({ personalTokens: 'none' });
    await panel.text(/offers you no personal access tokens; they came with version 2\.0/).waitFor();
    assert.equal(await panel.button(/New personal access token/).count(), 0);
    await panel.button('New app token').waitFor();
  });

  it('revokes everything, and lists the app token that lives on', async () => {
    const { window, panel } = await signedIn();
    await panel.button('New app token').click();
    await panel.field('Description').fill('beamline');
    await panel.button('Create').click();
    await panel.button('Done').click();
    await panel.text('The value is gone from here.').waitFor();
    await window.palette.run('Tokenwell: Revoke Everything');
    await window.modal.asks('alice · nomad');
    await window.modal.click('Revoke Everything');
    await window.modal.asks('could not be revoked');
    assert.match(await window.modal.detail(), /App token “beamline” \(alice · nomad\).*It may be alive until /);
    await window.picture('revoke-everything');
    await window.modal.click('Show Log');
    await window.statusBar.shows('Sign in');
  });
});
