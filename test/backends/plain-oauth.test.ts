import assert from 'node:assert/strict';
import { refusedWith, sha256 } from '../support/awx/world.ts';
import { type PlainServer, startPlainServer } from '../support/oauth-servers.ts';
import { type OAuthWorld, startOAuthWorld } from '../support/oauth-world.ts';

describe('a plain OAuth 2.0 server without discovery', () => {
  let server: PlainServer;
  let test: OAuthWorld;

  before(async () => {
    server = await startPlainServer();
  });
  after(() => server.close());
  beforeEach(async () => {
    test = await startOAuthWorld(server);
  });
  afterEach(() => test.close());

  async function add(name: string, ...options: string[]): Promise<void> {
    const { address } = server;
    const endpoints = ['--token-endpoint', `${address}/o/token/`, '--userinfo-endpoint', `${address}/me/`];
    const { code, stderr } = await test.cli(
      ...['profile', 'add', name, '--issuer', address, '--scope', 'read', ...endpoints, ...options],
    );
    assert.equal(code, 0, stderr);
  }
  const addForDevices = (...options: string[]) =>
    add(
      'plain',
      ...['--client-id', 'notebooks', '--device-endpoint', `${server.address}/o/device-authorization/`, ...options],
    );
  const revocation = () => ['--revocation-endpoint', `${server.address}/o/revoke_token/`];

  it('signs in by the device flow, renews with a refresh token that it replaces each time, and is signed out', async () => {
    await addForDevices(...revocation());
    const account = await test.signIn('plain');
    assert.deepEqual([account.name, account.scope], ['alice', 'read']);
    let token = (await test.connection.token('plain')).access_token;
    for (let count = 0; count < 3; count++) {
      await test.clock.advance(60_000);
      const { access_token: next } = await test.connection.token('plain', { rejected: await sha256(token) });
      assert.notEqual(next, token);
      assert.equal(await server.statusWith(next), 200);
      token = next;
    }
    const { revocation: outcome, detail } = await test.connection.signOut(account.id);
    assert.equal(outcome, 'revoked', detail);
    assert.notEqual(await server.statusWith(token), 200);
  });

  it('renews after its token has expired', async () => {
    await addForDevices();
    await test.signIn('plain');
    const first = await test.connection.token('plain');
    test.clock.suspend((first.expires_in ?? 0) * 1000);
    const second = await test.connection.token('plain');
    assert.notEqual(second.access_token, first.access_token);
  });

  it('has its denial and its silence told for what they are', async () => {
    await addForDevices();
    assert.equal((await test.deny('plain')).error?.code, 'sign_in_denied');
    assert.equal((await test.expire('plain')).error?.code, 'sign_in_expired');
    assert.deepEqual((await test.connection.accounts()).accounts, []);
  });

  it('signs in by the code flow with a client secret', async () => {
    const authorization = `${server.address}/o/authorize/`;
    await add(
      'portal',
      ...['--client-id', 'portal', '--auth-method', 'client_secret_basic', '--authorization-endpoint', authorization],
    );
    const started = await test.connection.startSignIn({
      ...{ profile: 'portal', flow: 'code', redirect_uri: 'http://127.0.0.1/callback' },
      client_secret: 'canary-portal-secret',
    });
    const callback = await server.authorize(started.authorization_uri ?? '', 'bob');
    const { account, error } = await test.connection.redeemSignIn(started.id, { callback_url: callback.href });
    assert.equal(account?.name, 'bob', error?.detail);
    assert.equal(await server.statusWith((await test.connection.token('portal')).access_token), 200);
  });

  it('is told to lack what its profile does not name', async () => {
    await addForDevices();
    assert.deepEqual((await test.connection.capabilities('plain')).flows, ['device', 'paste']);
    await assert.rejects(
      test.connection.startSignIn({ profile: 'plain', flow: 'code', redirect_uri: 'http://127.0.0.1/callback' }),
      refusedWith('flow_not_supported', /authorization endpoint.*profile change plain/),
    );
    const account = await test.signIn('plain');
    const { revocation: outcome, detail } = await test.connection.signOut(account.id);
    assert.equal(outcome, 'not_supported');
    assert.match(detail, /knows no way to end a sign-in/);
  });

  it('refuses a client that it does not know with words, and nothing is stored', async () => {
    await addForDevices('--client-id', 'nobody');
    await assert.rejects(
      test.connection.startSignIn({ profile: 'plain', flow: 'device' }),
      refusedWith('flow_not_supported', /does not let the client nobody use the device flow.*its id is right/),
    );
    assert.deepEqual((await test.connection.accounts()).accounts, []);
  });

  it('is added by what its documentation says, with paths for addresses', async () => {
    const answers = [
      ...[`address=${server.address}`, 'token_endpoint=/o/token/', 'userinfo_endpoint=/me/', 'client_id=notebooks'],
      ...['device_authorization_endpoint=/o/device-authorization/', 'scope=read write'],
    ];
    const set = answers.flatMap((answer) => ['--set', answer]);
    const { code, stderr } = await test.cli('profile', 'add', 'plain', '--system', 'oauth2', ...set);
    assert.equal(code, 0, stderr);
    assert.equal((await test.signIn('plain')).scope, 'read write');
    const without = set.filter((_, index) => index < 8);
    const refused = await test.cli('profile', 'add', 'other', '--system', 'oauth2', ...without);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /name at least one/);
  });

  it('says where it sends to when a slash is missing', async () => {
    await add('slash', '--client-id', 'notebooks', '--device-endpoint', `${server.address}/o/device-authorization`);
    await assert.rejects(
      test.connection.startSignIn({ profile: 'slash', flow: 'device' }),
      refusedWith('authorization_server_broken', /sends elsewhere, to \/o\/device-authorization\/,/),
    );
  });

  it('is told to have no discovery where the profile names no endpoints', async () => {
    await test.cli('profile', 'add', 'bare', '--issuer', server.address, '--client-id', 'notebooks');
    await assert.rejects(
      test.connection.startSignIn({ profile: 'bare', flow: 'device' }),
      refusedWith('authorization_server_broken', /no discovery document.*--system oauth2/),
    );
  });
});
