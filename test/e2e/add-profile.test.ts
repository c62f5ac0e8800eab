import assert from 'node:assert/strict';
import { useLab } from './lab.ts';
import { addSystem } from './systems.ts';

const system = 'Which system do you want to sign in at? Or type the address of its server.';
const byAddress = 'Another server, by its address';
const scopes = 'What may tokens be used for? Type a scope that is not in the list to add it.';

describe('adding a profile', () => {
  const lab = useLab();
  const { vscode } = lab;

  it('finds the server from an address that is not quite right, keeps what was typed, and signs in', async () => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Add a Profile');
    await window.quickPick.asks(system);
    await window.picture('add-profile-system');
    await window.quickPick.choose(byAddress);
    await window.inputBox.answer(/Address of the server/, 'http://127.0.0.1:9/');
    await window.inputBox.asks(/cannot be reached/);
    await window.picture('add-profile-mistake');
    await window.inputBox.answer(/cannot be reached/, `${lab.server.issuer}/.well-known/openid-configuration`);
    await window.inputBox.asks(/Ways to sign in there: With a code, In the browser, With a token that you have/);
    await window.inputBox.answer(/Client id/, 'notebooks');
    await window.quickPick.choose('No secret');
    await window.quickPick.asks(scopes);
    assert.deepEqual((await window.quickPick.labels()).slice(0, 2), ['openid', 'offline_access']);
    await window.picture('add-profile-scopes');

    await window.page.getByRole('button', { name: 'Back' }).click();
    await window.quickPick.asks('Does the client have a secret?');
    await window.page.getByRole('button', { name: 'Back' }).click();
    await window.inputBox.asks(/Client id/);
    assert.equal(await window.page.locator('.quick-input-widget input').first().inputValue(), 'notebooks');
    await window.inputBox.accept();
    await window.quickPick.choose('No secret');
    await window.quickPick.asks(scopes);
    await window.quickPick.accept();

    await window.inputBox.answer(/A short name/, 'lab');
    await window.inputBox.asks('There is a profile of this name already.');
    await window.inputBox.answer(/already/, 'field');
    await window.modal.asks('Sign in at');
    await window.modal.cancel();
    const { profiles } = await vscode.connection.profiles();
    const added = profiles.find(({ name }) => name === 'field');
    assert.equal(added?.issuer, lab.server.issuer);
    assert.equal(added?.scope, 'openid offline_access');
  });

  it('asks for what a known system needs, and makes its profile', async () => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Add a Profile');
    await window.quickPick.choose('Keycloak');
    await window.inputBox.asks(/Of the Keycloak itself/);
    await window.page.getByRole('button', { name: 'Back' }).click();
    await window.quickPick.asks(system);
    await window.quickPick.choose('Keycloak');
    await window.inputBox.answer(/Of the Keycloak itself/, lab.server.issuer);
    await window.inputBox.answer(/Realm/, '');
    await window.inputBox.asks('This cannot be empty.');
    await window.inputBox.answer(/empty/, 'Field Lab');
    await window.inputBox.answer(/Client id/, 'notebooks');
    await window.inputBox.answer(/Scopes/, 'openid offline_access');
    await window.inputBox.asks(/A short name/);
    assert.equal(await window.inputBox.value(), 'field-lab');
    await window.inputBox.accept();
    // There is no realm on this server, which the sign-in then says.
    await window.notifications.tell(/127\.0\.0\.1/);
    const { profiles } = await vscode.connection.profiles();
    const added = profiles.find(({ name }) => name === 'field-lab');
    assert.equal(added?.issuer, `${lab.server.issuer}/realms/Field%20Lab`);
  });

  it('asks an OAuth 2.0 server without discovery for its endpoints, and signs in there', async () => {
    const window = await vscode.openWindow();
    await addSystem(window, {
      system: 'OAuth 2.0 server without discovery',
      questions: [
        [/Address of the server/, lab.server.issuer],
        [/Token endpoint/, '/token'],
        [/Device authorization endpoint/, '/device/auth'],
        [/Authorization endpoint/, null],
        [/Revocation endpoint/, '/token/revocation'],
        [/User information/, '/me'],
        [/Client id/, lab.server.clientId],
      ],
    });
    await window.quickPick.choose('No secret');
    await window.inputBox.answer(/Scopes/, 'openid profile');
    await window.inputBox.asks(/A short name/);
    await window.picture('add-profile-oauth2');
    await window.inputBox.accept();
    await window.modal.asks('Sign in at');
    const code = /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    await lab.server.approve(code, { as: 'alice' });
    await window.statusBar.shows('alice · oauth2');
    const { accounts } = await vscode.connection.accounts();
    assert.deepEqual(
      accounts.map(({ name, profile, scope }) => [name, profile, scope]),
      [['alice', 'oauth2', 'openid profile']],
    );
  });

  it('sends nothing to an address that is not safe', async () => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Add a Profile');
    // What is typed at once is an address.
    await window.quickPick.type('http://auth.example.org/realms/lab');
    await window.quickPick.choose(byAddress);
    await window.inputBox.asks(/Address of the server/);
    assert.equal(await window.inputBox.value(), 'http://auth.example.org/realms/lab');
    await window.inputBox.accept();
    await window.inputBox.asks(/not https/);
  });
});
