import assert from 'node:assert/strict';
import { TokenPanel } from '../support/vscode/parts/token-panel.ts';
import { useLab } from './lab.ts';

describe('a command', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('revokes everything only by a click on just that, from the menu and from the panel', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.statusBar.shows('alice · lab');
    await window.statusBar.click();
    await window.quickPick.choose('Revoke everything…');
    await window.modal.asks('Revoke all your tokens, and sign out of everything?');
    await window.picture('revoke-everything');
    await window.page.keyboard.press('Enter');
    await window.modal.gone();
    // "Look First": the panel is opened.
    const panel = new TokenPanel(window);
    await panel.row('This sign-in').waitFor();
    assert.equal((await vscode.connection.accounts()).accounts.length, 1);
    await panel.button('Revoke Everything…').click();
    await window.modal.click('Revoke Everything');
    await window.notifications.tell('Everything was revoked: 1 sign-in, 0 tokens.');
    await window.statusBar.shows('Sign in');
  });

  it('removes a profile of one’s own, and says who is still signed in on it', async () => {
    await lab.signedIn();
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Remove Profile…');
    await window.quickPick.choose('lab');
    await window.modal.asks('Remove the profile lab?');
    await window.modal.click('Remove');
    await window.notifications.tell('Still signed in on it: alice.');
    assert.deepEqual((await vscode.connection.profiles()).profiles, []);
    await window.palette.run('Tokenwell: Get Started');
    await window.page.getByText('Choose your system').first().waitFor();
  });
});
