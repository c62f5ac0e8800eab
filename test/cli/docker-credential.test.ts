import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli } from './run-cli.ts';

describe('the credential helper for docker', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  const registries = ['registry.example.org:5000', 'robot@images.example.org'];

  before(async () => {
    server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({
      profiles: { lab: { ...profile, registries }, away: { ...profile, registries: ['away.example.org'] } },
    });
    await signIn(daemon, server);
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  const ask = (operation: string, input = '') =>
    runCli(['docker-credential', operation], { environment: environmentOf(daemon.home), input });
  const credential = (ServerURL: string, Secret: string) => JSON.stringify({ ServerURL, Username: 'oauth2', Secret });
  const currentToken = async () => (await daemon.connection.token('lab')).access_token;

  it('gives a fresh token for the registries that a profile names, however docker writes them', async () => {
    for (const [named, Username] of [
      ['registry.example.org:5000', 'oauth2'],
      ['https://registry.example.org:5000/v2/\n', 'oauth2'],
      ['images.example.org', 'robot'],
    ]) {
      const { code, stdout } = await ask('get', named);
      assert.equal(code, 0, stdout);
      assert.deepEqual(JSON.parse(stdout), { ServerURL: named?.trim(), Username, Secret: await currentToken() });
    }
  });

  it('has nothing for any other registry, port or part of a name, in the words that docker knows', async () => {
    for (const named of [
      'registry.example.org',
      'registry.example.org:5001',
      'example.org',
      'evil-images.example.org',
      '',
    ]) {
      const { code, stdout } = await ask('get', named);
      assert.deepEqual({ code, stdout }, { code: 1, stdout: 'credentials not found in native keychain\n' }, named);
    }
  });

  it('lists what it answers for', async () => {
    assert.deepEqual(JSON.parse((await ask('list')).stdout), {
      'registry.example.org:5000': 'oauth2',
      'images.example.org': 'robot',
      'away.example.org': 'oauth2',
    });
  });

  it('keeps no password, and says nothing where docker hands back what it was given', async () => {
    const given = credential('registry.example.org:5000', await currentToken());
    assert.deepEqual(await ask('store', given), { code: 0, stdout: '', stderr: '' });
    for (const server of ['registry.example.org:5000', 'other.example.org']) {
      const { code, stdout, stderr } = await ask('store', credential(server, 'canary-typed'));
      assert.deepEqual({ code, stdout }, { code: 1, stdout: `Tokenwell keeps no password for ${server}.\n` });
      assert.ok(!stderr.includes('canary-typed'));
    }
    assert.equal((await ask('store', '{"ServerURL":')).code, 2);
  });

  it('says at a logout that it goes on answering', async () => {
    const { code, stdout } = await ask('erase', 'registry.example.org:5000');
    assert.deepEqual(
      { code, stdout },
      { code: 1, stdout: 'registry.example.org:5000 goes on getting tokens of "lab".\n' },
    );
  });

  it('tells docker who must sign in', async () => {
    const { code, stdout } = await ask('get', 'away.example.org');
    assert.equal(code, 3);
    assert.match(stdout, /^Nobody is signed in on away/);
  });

  it('refuses to choose between two profiles', async () => {
    await daemon.connection.changeProfile('away', { registries: ['images.example.org'] });
    const { code, stdout } = await ask('get', 'images.example.org');
    await daemon.connection.changeProfile('away', { registries: ['away.example.org'] });
    assert.equal(code, 1);
    assert.match(stdout, /^Both "lab" and "away" name the registry images\.example\.org\./);
  });

  it('takes no address, and no name that means something else to docker, for a registry', async () => {
    for (const wrong of ['https://registry.example.org', 'registry.example.org/team', '<token>@registry.example.org']) {
      const options = { environment: environmentOf(daemon.home) };
      const { code, stderr } = await runCli(['profile', 'change', 'lab', '--registry', wrong], options);
      assert.equal(code, 2, wrong);
      assert.match(stderr, /registry\.example\.org, with its port/);
    }
  });
});
