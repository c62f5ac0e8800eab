import assert from 'node:assert/strict';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';
import { startTapis3, type Tapis3StandIn } from '../support/tapis3.ts';
import { panelOf } from '../support/vscode/parts/token-panel.ts';
import { useVSCode, type Window } from '../support/vscode.ts';

const password = 'canary-password';

describe('Tapis in VS Code', () => {
  const vscode = useVSCode({});
  let tapis: TapisStandIn;
  let tapis3: Tapis3StandIn;

  beforeEach(async () => {
    tapis = await startTapis();
    tapis3 = await startTapis3();
    vscode.writeProfiles({
      tapis: { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' },
      tapis3: { provider: 'tapis3', issuer: tapis3.origin, client_id: 'none', scope: '' },
    });
  });
  afterEach(async () => {
    await tapis.close();
    await tapis3.close();
  });

  async function signIn(profile: string, become?: string): Promise<Window> {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Sign In');
    await window.quickPick.choose(profile);
    await window.inputBox.answer('User name', 'alice');
    if (become) await window.quickPick.choose(become);
    await window.inputBox.answer('Password of alice', password);
    await window.statusBar.shows(`alice · ${profile}`);
    return window;
  }

  it('manages clients of v2 with the password, which the panel asks for and does not keep', async () => {
    const window = await signIn('tapis', 'Use the password once');
    const panel = await panelOf(window, /^Show: Clients/);
    await panel.button('Show: Clients').click();
    await panel.field('Password').fill('canary-wrong');
    await panel.button('Continue').click();
    await panel.text('does not accept this user name and password').waitFor();
    await panel.field('Password').fill(password);
    await panel.button('Continue').click();
    await panel.card(/^tokenwell-/).waitFor();
    assert.ok(!(await panel.html()).includes('canary'));

    await panel.button('Create: Clients').click();
    await panel.field('Name').fill('pipeline');
    assert.deepEqual(await panel.violations(), []);
    await panel.button('Create').click();
    await panel.text('It will not be shown again.').waitFor();
    await panel.button('Done').click();
    await panel.card('pipeline').getByText('Subscriptions').click();
    await panel.button('Unsubscribe from Jobs/v2').click();
    await panel.button('Unsubscribe from Jobs/v2').waitFor({ state: 'detached' });
    assert.ok(!tapis.clients.get('pipeline')?.subscriptions.has('Jobs'));
    await panel.button('Delete pipeline').click();
    await window.modal.asks('Delete this application?');
    await window.modal.click('Delete');
    await panel.card('pipeline').waitFor({ state: 'detached' });
    assert.equal(tapis.clients.size, 1);

    // It is taken back with the panel.
    await window.palette.run('Tokenwell: Doctor');
    await window.page.locator('.tab', { hasText: 'Doctor' }).waitFor();
    await (await panelOf(window, /^Show: Clients/)).button('Show: Clients').waitFor();
  });

  it('keeps the password of v2 where the person chooses that, and asks for it no more', async () => {
    const window = await signIn('tapis', 'Keep the password in the secret store');
    const panel = await panelOf(window, /^Create: Clients/);
    await panel.card(/^tokenwell-/).waitFor();
    await panel.text('Your password is kept in the secret store').waitFor();
  });

  it('manages clients of v3 with the sign-in alone', async () => {
    const panel = await panelOf(await signIn('tapis3'), /^Create: Clients/);
    await panel.card('Tokenwell').waitFor();
    await panel.button('Create: Clients').click();
    await panel.field('Name').fill('Portal');
    await panel.button('Create').click();
    await panel.text('It will not be shown again.').waitFor();
    await panel.button('Done').click();
    await panel.button('Edit Portal').click();
    await panel.field('Callback URL').fill('https://portal.example.org/back');
    await panel.button('Save').click();
    await panel.card('Portal').getByText('https://portal.example.org/back').waitFor();
  });
});
