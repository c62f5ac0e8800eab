import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type RemoteServer, startRemoteServer } from '../daemon/providers/remote-server.ts';
import { useVSCode } from '../support/vscode.ts';

describe('a server that only a proxy leads to', () => {
  const vscode = useVSCode();
  // RFC 6761, section 6.4: nowhere does this name lead anywhere.
  const issuer = 'https://auth.example.invalid';
  const answers: Record<string, object> = {
    '/.well-known/openid-configuration': {
      issuer,
      token_endpoint: `${issuer}/token`,
      device_authorization_endpoint: `${issuer}/device`,
      grant_types_supported: ['urn:ietf:params:oauth:grant-type:device_code'],
    },
    '/device': { device_code: 'd', user_code: 'WXYZ', verification_uri: `${issuer}/enter`, expires_in: 600 },
  };
  let remote: RemoteServer;
  beforeEach(async () => {
    remote = await startRemoteServer(({ url }, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answers[url ?? ''] ?? {}));
    });
    vscode.configure({ 'http.proxy': remote.proxy, 'http.noProxy': ['intern.example.org'] });
  });
  afterEach(() => remote.close());

  it('is reached by that of VS Code, once the person says so', async () => {
    vscode.writeProfiles({ lab: { issuer, client_id: 'notebooks', ca_file: remote.certificateFile } });
    const window = await vscode.openWindow();
    await window.statusBar.click();
    await window.quickPick.choose('lab');
    await window.notifications.tell(`VS Code goes through the proxy ${new URL(remote.proxy).host}`);
    assert.deepEqual(remote.tunnels, []);
    await window.picture('proxy');
    const { configFile } = vscode.paths;
    const profiles = readFileSync(configFile);
    writeFileSync(configFile, '{');
    await window.notifications.click('VS Code goes through the proxy', 'Use VS Code’s Proxy');
    // What fails after a click is told like any other failure.
    await window.notifications.tell(configFile);
    writeFileSync(configFile, profiles);
    await window.notifications.click(configFile, 'Retry');
    await window.modal.asks('Sign in at auth.example.invalid');
    const settings = await vscode.connection.settings();
    assert.deepEqual([settings.https_proxy, settings.no_proxy], [remote.proxy, 'intern.example.org']);
    assert.ok(remote.tunnels.every((name) => name === 'auth.example.invalid:443'));
  });

  it('can be added as a profile by the same way', async () => {
    const window = await vscode.openWindow();
    await window.palette.run('Tokenwell: Add a Profile');
    await window.quickPick.choose('Another server, by its address');
    await window.inputBox.answer(/Address of the server/, issuer);
    await window.notifications.click('VS Code goes through the proxy', 'Use VS Code’s Proxy');
    await window.notifications.tell('Tokenwell goes through it now, too.');
    assert.equal((await vscode.connection.settings()).https_proxy, remote.proxy);
  });
});
