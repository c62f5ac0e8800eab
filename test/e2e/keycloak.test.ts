import assert from 'node:assert/strict';
import { passwords } from '../support/keycloak/realm.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';
import { useVSCode } from '../support/vscode.ts';

describe('a real Keycloak', () => {
  const vscode = useVSCode();
  let keycloak: Keycloak;
  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
  });

  it('signs in by its own pages, serves a token, and signs out', async () => {
    const lab = { issuer: keycloak.issuer, client_id: 'automated-access', scope: 'openid profile offline_access' };
    vscode.writeProfiles({ lab });
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.modal.asks('Sign in at');

    const page = await window.opened(() => window.modal.click('Copy Code and Open Browser'));
    await page.getByLabel('Username').fill('alice');
    await page.locator('input[name=password]').fill(passwords.alice ?? '');
    await page.getByRole('button', { name: 'Sign In' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByText('Device Login Successful').waitFor();
    await window.statusBar.shows('alice · lab');

    await window.clipboard.write('');
    await window.palette.run('Tokenwell: Copy Access Token');
    await window.modal.click('Copy');
    const token = await window.clipboard.until((text) => text !== '');
    assert.equal(await userinfoStatus(token), 200);

    await window.palette.run('Tokenwell: Sign Out');
    await window.modal.click('Sign Out');
    await window.notifications.tell('has ended the sign-in.');
    assert.equal(await userinfoStatus(token), 401);
  });

  async function userinfoStatus(token: string): Promise<number> {
    const address = `${keycloak.issuer}/protocol/openid-connect/userinfo`;
    return (await fetch(address, { headers: { authorization: `Bearer ${token}` } })).status;
  }
});
