import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Answer, password } from '../../../support/nomad.ts';
import { code, type Stage, setStage } from './stage.ts';

const page: Answer = {
  status: 200,
  body: '<html>canary-portal: log in to the guest network</html>',
  type: 'text/html',
};
const broken: Answer = { status: 500, body: { detail: { exception: 'canary-traceback' } } };

describe('a NOMAD that does not answer as it should', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage();
  });
  afterEach(() => stage.close());

  const signIn = (profile = 'nomad') =>
    stage.test.connection.startSignIn({ profile, flow: 'password', username: 'alice', password });

  async function storesNothing(): Promise<void> {
    assert.deepEqual((await stage.test.connection.accounts()).accounts, []);
    assert.ok(!readFileSync(stage.test.paths.database).includes(password));
  }

  for (const [what, path, answer, expected, words] of [
    [
      "a proxy's page at sign-in",
      '/api/v1/auth/token',
      page,
      'authorization_server_broken',
      /token endpoint .* not JSON: it is a web page/,
    ],
    [
      "a proxy's page after the password",
      '/api/v1/users/me',
      page,
      'authorization_server_broken',
      /NOMAD API .* it is a web page/,
    ],
    ['a 500 at sign-in', '/api/v1/auth/token', broken, 'authorization_server_unavailable', /out of order \(HTTP 500\)/],
    [
      'a 500 after the password',
      '/api/v1/users/me',
      broken,
      'authorization_server_unavailable',
      /out of order \(HTTP 500\)/,
    ],
    [
      'an answer without a token',
      '/api/v1/auth/token',
      { status: 200, body: {} },
      'authorization_server_broken',
      /without an access token/,
    ],
    [
      'a user it does not know',
      '/api/v1/users/me',
      { status: 403, body: { detail: 'canary: unknown user' } },
      'not_permitted',
      /HTTP 403/,
    ],
    [
      'a redirect elsewhere',
      '/api/v1/auth/token',
      { status: 307, body: '' },
      'authorization_server_broken',
      /not followed/,
    ],
  ] as const) {
    it(`is told in a clear sentence, and nothing is stored: ${what}`, async () => {
      stage.nomad.on(path, answer);
      await assert.rejects(signIn(), (error) => {
        assert.ok(code(expected, words)(error), String((error as Error).message));
        assert.doesNotMatch((error as Error).message, /canary/);
        return true;
      });
      await storesNothing();
    });
  }

  it('is told from a host that there is none of', async () => {
    const definition = { provider: 'nomad', issuer: 'https://nomad.invalid/prod/v1', client_id: 'tokenwell' };
    await stage.test.connection.addProfile({ name: 'far', definition });
    await assert.rejects(signIn('far'), code('authorization_server_unavailable', /nomad\.invalid cannot be reached/));
    await assert.rejects(stage.test.connection.capabilities('far'), code('authorization_server_unavailable'));
    await storesNothing();
  });

  it('is told from a server that is none', async () => {
    stage.nomad.on('/gui/env.js', page);
    stage.nomad.on('/api/v1/info', page);
    await assert.rejects(stage.test.connection.capabilities('nomad'), code('authorization_server_broken', /web page/));
  });

  it('is not asked below an address that is its API already', async () => {
    const definition = { provider: 'nomad', issuer: `${stage.nomad.address}/api/v1`, client_id: 'tokenwell' };
    await stage.test.connection.addProfile({ name: 'deep', definition });
    await assert.rejects(
      signIn('deep'),
      code('configuration_broken', /base address, without `\/api` and without a slash/),
    );
  });

  it('is asked for nothing without both user name and password', async () => {
    const wish = { profile: 'nomad', flow: 'password' as const, username: 'alice' };
    await assert.rejects(stage.test.connection.startSignIn(wish), code('bad_request', /user name and a password/));
  });

  it('sends nobody to a realm without https', async () => {
    const environment = { keycloakBase: 'http://auth.example.org/auth', keycloakRealm: 'x' };
    stage.nomad.on('/gui/env.js', { status: 200, body: `window.nomadEnv = ${JSON.stringify(environment)}` });
    assert.deepEqual((await stage.test.connection.capabilities('nomad')).flows, ['password', 'paste']);
  });

  it('costs a signed-in account nothing when its lists cannot be had', async () => {
    await signIn();
    const [account] = (await stage.test.connection.accounts()).accounts;
    stage.nomad.on('/api/v1/auth/pats', broken);
    await assert.rejects(
      stage.test.connection.longLivedTokens(account?.id ?? ''),
      code('authorization_server_unavailable', /NOMAD API .* out of order/),
    );
    assert.equal((await stage.test.connection.token('nomad')).profile, 'nomad');
  });
});
