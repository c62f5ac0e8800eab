import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { users } from '../support/authorization-server.ts';
import { panelOf, TokenPanel } from '../support/vscode/parts/token-panel.ts';
import type { Window } from '../support/vscode.ts';
import { useLab } from './lab.ts';

describe('the panel', () => {
  const lab = useLab({ settings: { 'tokenwell.clearClipboardAfter': 5 } });
  const { vscode } = lab;

  async function open(as = 'alice'): Promise<{ window: Window; panel: TokenPanel; account: string }> {
    const { id: account } = await lab.signedIn(as);
    const window = await vscode.openWindow();
    return { window, panel: await panelOf(window), account };
  }

  /** By clicks, until its value is offered. */
  async function create(panel: TokenPanel, description = 'nightly job', as = 'alice'): Promise<void> {
    await panel.button('New offline token').click();
    await panel.field('Description').fill(description);
    await panel.button('Continue to the Sign-in').click();
    await lab.server.approve(await panel.code(), { as });
    await panel.text('It will not be shown again.').waitFor();
  }

  it('makes an offline token, whose value is seen once', async () => {
    const { window, panel } = await open();
    await create(panel);
    await window.picture('panel-new-value');
    await panel.button('Copy').click();
    const value = await window.clipboard.until((text) => text.length > 20);
    assert.ok(!(await panel.html()).includes(value));
    await panel.button('Reveal').click();
    await panel.text(value).waitFor();
    await window.clipboard.until((text) => text === '');
    // The tab comes back by itself, and nothing of the value with it.
    await window.reload();
    const again = new TokenPanel(window);
    await again.row('nightly job').waitFor();
    await window.picture('panel');
    assert.ok(!(await again.html()).includes(value));
    assert.equal(await again.text('It will not be shown again.').count(), 0);
    assert.ok(!readFileSync(vscode.paths.database).includes(value));
  });

  it('breaks no rule of accessibility: dark, light, high contrast, narrow', async () => {
    const { window, panel } = await open();
    await create(panel);
    for (const colorScheme of ['dark', 'light'] as const) {
      await window.page.emulateMedia({ colorScheme });
      assert.deepEqual(await panel.violations(), []);
    }
    await window.page.emulateMedia({ forcedColors: 'active' });
    assert.deepEqual(await panel.violations(), []);
    await window.page.setViewportSize({ width: 360, height: 900 });
    assert.deepEqual(await panel.violations(), []);
    await panel.button('Done').click();
    await panel.button('New offline token').click();
    await panel.field('Description').waitFor();
    assert.deepEqual(await panel.violations(), []);
  });

  it('forgets a value when it is hidden, and says so', async () => {
    const { window, panel } = await open();
    await create(panel);
    await window.palette.run('Tokenwell: Doctor');
    await window.page.locator('.tab', { hasText: 'Doctor' }).waitFor();
    const again = await panelOf(window);
    await again.text('is gone, as the panel was hidden').waitFor();
    assert.equal(await again.text('It will not be shown again.').count(), 0);
  });

  it('keeps a value in the secret store, and revokes it later', async () => {
    const { window, panel, account } = await open();
    await create(panel);
    await panel.button('Keep It in Tokenwell…').click();
    await window.inputBox.asks('Name of the profile');
    assert.equal(await window.inputBox.value(), 'nightly-job');
    await window.inputBox.accept();
    await panel.text('Kept as nightly-job').waitFor();
    await panel.row('Kept here as nightly-job').waitFor();
    assert.match(await window.statusBar.text(), /alice · lab$/);
    await panel.button('Revoke: nightly job').click();
    await window.modal.asks('What uses it gets no more access tokens');
    await window.modal.click('Revoke');
    await panel.row('nightly job').filter({ hasText: 'revoked' }).waitFor();
    const { tokens } = await vscode.connection.longLivedTokens(account);
    assert.equal(tokens.find(({ description }) => description === 'nightly job')?.state, 'revoked');
  });

  it('asks for the value where only that names the token to the server', async () => {
    const { window, panel } = await open();
    await create(panel);
    await panel.button('Copy').click();
    const value = await window.clipboard.until((text) => text.length > 20);
    await panel.button('Done').click();
    await panel.button('Test: nightly job').click();
    await window.inputBox.answer('Paste its value', 'canary-that-is-none');
    await panel.text('It does not work').waitFor();
    await panel.button('Revoke: nightly job').click();
    await window.modal.click('Revoke');
    await window.inputBox.answer('Paste its value', value);
    await panel.text(/^Revoked\./).waitFor();
    assert.ok(!(await panel.html()).includes(value));
  });

  it('makes one by keyboard alone', async () => {
    const { window, panel } = await open();
    const { keyboard } = window.page;
    await panel.tabTo('create:offline_token');
    await keyboard.press('Enter');
    await panel.focuses('field:description');
    await keyboard.press('Escape');
    await panel.focuses('create:offline_token');
    await keyboard.press('Enter');
    await panel.focuses('field:description');
    await keyboard.type('by hand');
    await panel.tabTo('form:submit');
    await keyboard.press('Enter');
    await panel.focuses('approval');
    await lab.server.approve(await panel.code(), { as: 'alice' });
    await panel.focuses('offer');
    await panel.tabTo('offer:done');
    await keyboard.press('Enter');
    await panel.text('The value is gone from here.').waitFor();
    await panel.row('by hand').waitFor();
    // Nothing was kept from being loaded or drawn.
    assert.deepEqual(
      window.errors.filter((error) => error.includes('Content Security Policy')),
      [],
    );
  });

  it('says so where it is refused in the browser, and where it is cancelled', async () => {
    const { panel, window } = await open();
    const start = async () => {
      await panel.button('New offline token').click();
      await panel.field('Description').fill('nightly job');
      await panel.button('Continue to the Sign-in').click();
      return panel.code();
    };
    const code = await start();
    await window.picture('panel-approval');
    await lab.server.deny(code);
    await panel.text('No token was made.').waitFor();
    await start();
    await panel.button('Cancel').click();
    await panel.text('Cancelled. No token was made.').waitFor();
  });

  it('takes back what a workspace was allowed', async () => {
    const { panel, account, window } = await open();
    await vscode.connection.decidePermission({ workspace: vscode.workspace, account, decision: 'allow' });
    await panel.button('Permissions').click();
    await panel.row(vscode.workspace).filter({ hasText: 'Allowed' }).waitFor();
    await window.picture('panel-permissions');
    assert.deepEqual(await panel.violations(), []);
    await panel.button(/^Take back, and ask again: thesis/).click();
    await panel.row(vscode.workspace).waitFor({ state: 'detached' });
    const { permissions } = await vscode.connection.permissions();
    assert.ok(!permissions.some(({ workspace }) => workspace?.folder === vscode.workspace));
  });

  it('shows who asked for which token', async () => {
    const { panel, window } = await open();
    await vscode.connection.token('lab');
    await panel.button('Activity').click();
    await panel.row('tokenwell-test').filter({ hasText: 'Served' }).waitFor();
    await window.picture('panel-activity');
    assert.deepEqual(await panel.violations(), []);
  });

  it('is in step in two windows', async () => {
    const { panel, account } = await open();
    const other = await panelOf(await vscode.openWindow());
    await create(panel);
    await other.row('nightly job').waitFor();
    assert.equal(await other.text('It will not be shown again.').count(), 0);
    // Nobody is signed in any more; the token lives on.
    await vscode.connection.signOut(account);
    await other.text('Tokens that live on').first().waitFor();
    await panel.text('Tokens that live on').first().waitFor();
    await other.button('Remove from the list: nightly job').click();
    await other.row('nightly job').waitFor({ state: 'detached' });
    await other.text('It is on the list no more.').waitFor();
    await panel.row('nightly job').waitFor({ state: 'detached' });
  });

  it('shows markup as the text that it is', async () => {
    const markup = '<img src=x onerror="window.pwned=1"><a href="command:x">[x](http://x)';
    users.mallory = { name: 'Mallory', email: 'mallory@example.org', ...{ preferred_username: markup } };
    const { panel, window } = await open('mallory');
    await create(panel, markup, 'mallory');
    await panel.row(markup.slice(0, 20)).first().waitFor();
    const frame = await window.webview.frame();
    assert.equal(await panel.count('main img, main a, main script'), 0);
    assert.equal(await frame.evaluate('window.pwned'), undefined);
    delete users.mallory;
  });
});
