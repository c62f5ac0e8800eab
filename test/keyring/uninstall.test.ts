import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { KeyringSession } from '../support/keyring-session.ts';

describe('tokenwell uninstall with a real gnome-keyring', () => {
  let keyring: KeyringSession;
  let server: AuthorizationServer;
  let terminal: CommandLine;

  beforeEach(async () => {
    server = await startAuthorizationServer();
    keyring = new KeyringSession();
    await keyring.startBus();
    terminal = new CommandLine();
    Object.assign(terminal.environment, { TOKENWELL_STORE: 'keyring', DBUS_SESSION_BUS_ADDRESS: keyring.address });
    keyring.startOpenKeyring();
    await terminal.tokenwell(['profile', 'add', 'lab', '--issuer', server.issuer, '--client-id', server.clientId]);
    const login = terminal.startTokenwell(['login', 'lab', '--flow', 'device']);
    const [, code = ''] = await login.output(/code:? +(\S+)/i);
    await server.approve(code);
    assert.equal((await login.finished).exitCode, 0);
    assert.equal(keyring.entries().length, 1);
  });

  afterEach(async () => {
    await terminal.close();
    await keyring.dispose();
    await server.close();
  });

  it('leaves nothing in it', async () => {
    const { exitCode, stdout } = await terminal.tokenwell(['uninstall', '--yes']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /removes the key to the sign-ins from the keyring[^]*holds no key of Tokenwell any more/);
    assert.deepEqual(keyring.entries(), []);
  });

  it('keeps the key with the sign-ins', async () => {
    assert.equal((await terminal.tokenwell(['uninstall', '--yes', '--keep-state'])).exitCode, 0);
    assert.equal(keyring.entries().length, 1);
    assert.equal((await terminal.tokenwell(['token', 'lab'])).exitCode, 0);
  });

  it('goes on while it is locked, and names what stays in it', async () => {
    await terminal.tokenwell(['daemon', 'stop']);
    await keyring.stop();
    await keyring.startBus();
    keyring.startLockedKeyring();
    const { exitCode, stdout } = await terminal.tokenwell(['uninstall', '--yes']);
    // The sign-in could not be read, and so not be revoked: it may live on.
    assert.equal(exitCode, 9);
    assert.match(
      stdout,
      /Signed out: alice[^]*store is locked[^]*may still be alive[^]*secret-tool clear service tokenwell account 'data key /,
    );
  });
});
