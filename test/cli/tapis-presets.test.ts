import assert from 'node:assert/strict';
import { CommandLine } from '../support/command-line.ts';

describe('tokenwell env for a Tapis profile', () => {
  let shell: CommandLine;

  before(async () => {
    shell = new CommandLine();
    const profile = ['--issuer', 'https://tapis.example.org', '--client-id', 'tokenwell', '--provider', 'tapis'];
    const added = await shell.tokenwell(['profile', 'add', 'tapis', ...profile]);
    assert.equal(added.exitCode, 0, added.stderr);
  });
  after(() => shell.close());

  const reasons = {
    standard: /a password into TAPIS_API_PASSWORD, and Tokenwell keeps none/,
    'client-manager': /a password into TAPIS_API_PASSWORD, and Tokenwell keeps none/,
    'token-generator': /a password into TAPIS_API_PASSWORD, and Tokenwell keeps none/,
    'token-refresh': /a long-lived token into TAPIS_API_REFRESH_TOKEN, and those do not leave the store/,
    'bare-refresh': /a long-lived token into TAPIS_API_REFRESH_TOKEN, and those do not leave the store/,
  };
  for (const [name, reason] of Object.entries(reasons)) {
    it(`says why ${name} is not to be had`, async () => {
      const { exitCode, stdout, stderr } = await shell.tokenwell(['env', '--for', 'tapis', '--as', name]);
      assert.deepEqual([exitCode, stdout], [1, '']);
      assert.match(stderr, reason);
    });
  }

  it('asks for nothing but a sign-in for an Access-Only client', async () => {
    const { stdout, stderr } = await shell.tokenwell(['env', '--for', 'tapis', '--as', 'access-only']);
    assert.equal(stdout, '');
    assert.match(stderr, /tokenwell login tapis/);
  });
});
