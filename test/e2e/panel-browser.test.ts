import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { oauthError, rewrite } from '../support/authorization-server.ts';
import { panelOf } from '../support/vscode/parts/token-panel.ts';
import { useLab } from './lab.ts';

describe('the panel and what a server does', () => {
  // The server here wants the exact path registered; a Keycloak takes a wildcard.
  const lab = useLab({ settings: { 'tokenwell.redirectPort': 28517 } });
  const { vscode } = lab;

  it('makes an offline token by the browser where there are no device codes', async () => {
    lab.server.faults.always(
      'discovery',
      rewrite(({ device_authorization_endpoint: _, ...rest }) => rest),
    );
    await lab.signedIn();
    const window = await vscode.openWindow();
    const panel = await panelOf(window);
    await panel.button('New offline token').click();
    await panel.field('Description').fill('nightly job');
    await panel.button('Continue to the Sign-in').click();
    await panel.text('The browser comes back to VS Code by itself.').waitFor();
    await panel.button('Copy Address').click();
    const address = await window.clipboard.until((text) => text.startsWith(lab.server.issuer));
    const page = await window.page.context().newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('You are signed in').waitFor();
    assert.match(page.url(), /\/proxy\/28517\/callback\?/);
    await panel.text('It will not be shown again.').waitFor();
  });

  it('says that one is signed out, and signs in again', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    const panel = await panelOf(window);
    lab.server.faults.next('refresh', oauthError('invalid_grant'));
    const { access_token: token } = await vscode.connection.token('lab');
    const rejected = createHash('sha256').update(token).digest('hex');
    await assert.rejects(vscode.connection.token('lab', { rejected }));
    await panel.button('Sign In Again').first().click();
    await window.modal.asks('Sign in at');
  });
});
