import assert from 'node:assert/strict';
import { type AwxServer, passwords, startAwx } from '../support/awx.ts';
import { useVSCode, type Window } from '../support/vscode.ts';
import { addSystem, looksWell, openPanel, typeCredentials } from './systems.ts';

describe('AWX by clicks', () => {
  const vscode = useVSCode();
  let server: AwxServer;
  beforeEach(async () => {
    server = await startAwx();
  });
  afterEach(() => server.close());

  const definition = (scope = 'write') => ({ provider: 'awx', issuer: server.address, client_id: 'none', scope });
  async function signedIn(as: keyof typeof passwords, scope?: string) {
    vscode.writeProfiles({ awx: definition(scope) });
    const connection = await vscode.startDaemon();
    const wish = { profile: 'awx', flow: 'password' as const, username: as, password: passwords[as] };
    const { account, error } = await connection.startSignIn(wish);
    assert.ok(account, error?.detail);
    return openPanel(vscode);
  }
  const statusOf = async (token: string) => (await server.ask('/api/v2/me/', { token })).status;
  const copied = (window: Window) => window.clipboard.until((text) => text.length > 20);

  it('is added by name, and a password signs in and is kept nowhere', async () => {
    const window = await vscode.openWindow();
    await addSystem(window, {
      system: 'AWX / Ansible',
      questions: [
        [/Address/, `${server.address}/#/login`],
        [/Client id of an application/, null],
      ],
    });
    await window.quickPick.choose('Public');
    await window.quickPick.choose('Write');
    await window.inputBox.answer(/A short name/, 'awx');
    await typeCredentials(window, 'alice', 'canary-wrong');
    await window.notifications.tell(/refuses this user name and password/);
    await window.statusBar.click();
    await window.quickPick.choose('awx');
    await typeCredentials(window, 'alice', passwords.alice);
    await window.notifications.tell('Signed in on awx as alice.');
    await window.statusBar.shows('alice · awx');
  });

  it('makes a personal access token that is seen once, tries, edits and revokes it', async () => {
    const { window, panel } = await signedIn('alice');
    await panel.button('New personal access token').click();
    await panel.field('Description').fill('nightly job');
    await panel
      .text(/masks your roles and never widens them/)
      .first()
      .waitFor();
    await panel.button('Create').click();
    await panel.text('It will not be shown again.').waitFor();
    await panel.button('Copy').click();
    const value = await copied(window);
    assert.equal(await statusOf(value), 200);
    await panel.button('Done').click();
    await panel.row('nightly job').filter({ hasText: 'Never' }).waitFor();
    assert.ok(!(await panel.html()).includes(value));
    assert.deepEqual(await looksWell(window, panel, 'panel-awx'), []);

    await panel.button('Test: nightly job').click();
    await window.inputBox.answer('Paste its value', value);
    await panel.text(/It works.*does not expire/).waitFor();
    await panel.button('Edit: nightly job').click();
    await panel.field('Description').fill('weekly job');
    await panel.button('Save').click();
    await panel.row('weekly job').waitFor();
    assert.equal(await panel.button('Rotate: weekly job').count(), 0);

    await panel.button('Revoke: weekly job').click();
    await window.modal.asks(/What uses it is turned away at once/);
    await window.modal.click('Revoke');
    await panel.row('weekly job').waitFor({ state: 'detached' });
    await panel.text(/^Revoked\./).waitFor();
    assert.equal(await statusOf(value), 401);
  });

  it('keeps a token under a profile of its own, and offers one of an application with its refresh token', async () => {
    const { window, panel } = await signedIn('alice');
    await panel.button('New personal access token').click();
    await panel.field('Description').fill('kept job');
    await panel.button('Create').click();
    await panel.button('Keep It in Tokenwell…').click();
    await window.inputBox.asks(/name/i);
    await window.inputBox.type('nightly');
    await window.inputBox.accept();
    await panel.text('Kept here as nightly').waitFor();
    const { workspace } = vscode;
    const { accounts } = await vscode.connection.accounts();
    const account = accounts.find(({ profile }) => profile === 'nightly')?.id ?? '';
    await vscode.connection.decidePermission({ workspace, account, decision: 'allow' });
    assert.equal(await statusOf((await vscode.connection.token('nightly')).access_token), 200);

    await panel.button('New application token').click();
    await panel
      .choice('Application')
      .selectOption({ label: 'scripts – Default' })
      .catch(() => panel.choice('Application').selectOption({ index: 0 }));
    await panel.field('Description').fill('of an application');
    await panel.button('Create').click();
    await panel.text('refresh token').first().waitFor();
    await panel.button('Done').click();
    await panel.row('of an application').filter({ hasText: 'Client: ' }).waitFor();
  });

  it("shows an administrator others' tokens with their owners when they are asked for", async () => {
    const body = { scope: 'write', description: 'of alice' };
    await server.ask('/api/v2/tokens/', { user: 'alice' }, { method: 'POST', body });
    const { window, panel } = await signedIn('admin');
    await panel.row('The sign-in of this account').waitFor();
    assert.equal(await panel.row('of alice').count(), 0);
    await panel.box("Others' tokens too").press('Space');
    await panel.row('of alice').filter({ hasText: 'alice' }).waitFor();
    await panel.button('Owner').waitFor();
    await panel.button('Revoke: of alice').click();
    await window.modal.asks('It belongs to alice, not to you.');
    await window.modal.cancel();
    await panel.row('of alice').waitFor();
  });

  it('makes, edits and deletes an application, whose secret is seen once', async () => {
    const { window, panel } = await signedIn('admin');
    await panel.button('Create: Applications').click();
    await panel.field('Name').fill('pipeline');
    await panel.choice('Grant type').selectOption('authorization-code');
    await panel.button('Create').click();
    await panel.text(/redirect_uris cannot be empty/).waitFor();
    await panel.field('Redirect URIs').fill('http://127.0.0.1/callback');
    await panel.button('Create').click();
    await panel.text('It will not be shown again.').waitFor();
    await panel.text('client secret').first().waitFor();
    await panel.button('Copy').last().click();
    const secret = await copied(window);
    assert.equal(secret.length, 128);
    await panel.button('Done').click();
    await panel.card('pipeline').waitFor();
    assert.ok(!(await panel.html()).includes(secret));
    assert.deepEqual(await looksWell(window, panel, 'panel-awx-applications'), []);

    await panel.button('Edit pipeline').click();
    await panel.field('Name').fill('renamed');
    await panel.button('Save').click();
    await panel.card('renamed').waitFor();
    await panel.button('Revoke all tokens of renamed').click();
    await window.modal.click('Revoke');
    await panel.text('Tokens that were ended: none.').waitFor();
    await panel.button('Delete renamed').click();
    await window.modal.click('Delete');
    await panel.card('renamed').waitFor({ state: 'detached' });
    await panel.text(/has deleted it, and with it all tokens/).waitFor();
  });

  it('puts refusals in words: no administrator, a token that only reads, a user from LDAP', async () => {
    const { panel } = await signedIn('alice');
    await panel.button('Create: Applications').click();
    await panel.field('Name').fill('pipeline');
    await panel.choice('Grant type').selectOption('password');
    await panel.button('Create').click();
    await panel.text(/an administrator of the system or of the organi/).waitFor();
    await vscode.connection.revokeAll();

    const { panel: reader, window } = await signedIn('alice', 'read');
    await reader.text(/has the scope read/).waitFor();
    await reader.button('New personal access token').click();
    await reader.field('Description').fill('x');
    await reader.button('Create').click();
    await reader
      .text(/scope read/)
      .last()
      .waitFor();
    await window.palette.run('Tokenwell: Sign In Another Way');
    await window.quickPick.choose('awx');
    await window.quickPick.choose('With user name and password');
    await typeCredentials(window, 'ext', passwords.ext);
    await window.notifications.tell(/ALLOW_OAUTH2_FOR_EXTERNAL_USERS/);
  });
});
