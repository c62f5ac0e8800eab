import assert from 'node:assert/strict';
import { sha256 } from '../support/awx/world.ts';
import { type OAuthServer, startZitadel } from '../support/oauth-servers.ts';
import { type OAuthWorld, startOAuthWorld } from '../support/oauth-world.ts';

describe("Zitadel's device flow", () => {
  let server: OAuthServer;
  let test: OAuthWorld;

  before(async function compileOnce() {
    this.timeout(300_000);
    server = await startZitadel();
  });
  after(() => server.close());
  beforeEach(async () => {
    test = await startOAuthWorld(server);
    const add = ['profile', 'add', 'zitadel', '--issuer', `${server.address}/`, '--client-id', 'notebooks'];
    const { code, stderr } = await test.cli(...add, '--scope', 'openid profile offline_access');
    assert.equal(code, 0, stderr);
  });
  afterEach(() => test.close());

  it('signs in, renews with a refresh token that it replaces each time, and is signed out', async () => {
    const account = await test.signIn('zitadel');
    assert.equal(account.name, 'alice');
    let token = (await test.connection.token('zitadel')).access_token;
    for (let count = 0; count < 3; count++) {
      await test.clock.advance(60_000);
      const { access_token: next } = await test.connection.token('zitadel', { rejected: await sha256(token) });
      assert.notEqual(next, token);
      assert.equal(await server.statusWith(next), 200);
      token = next;
    }
    const { revocation, detail } = await test.connection.signOut(account.id);
    assert.equal(revocation, 'revoked', detail);
    assert.notEqual(await server.statusWith(token), 200);
  });

  it('signs in with a client secret', async () => {
    const robot = { client_id: 'robot', token_endpoint_auth_method: 'client_secret_basic' as const };
    const scope = 'openid profile offline_access';
    await test.connection.addProfile({ name: 'robot', definition: { issuer: `${server.address}/`, scope, ...robot } });
    const account = await test.signIn('robot', { client_secret: 'canary-robot-secret' });
    assert.equal(account.name, 'alice');
  });

  it('has its denial and its silence told for what they are', async () => {
    assert.equal((await test.deny('zitadel')).error?.code, 'sign_in_denied');
    assert.equal((await test.expire('zitadel')).error?.code, 'sign_in_expired');
    assert.deepEqual((await test.connection.accounts()).accounts, []);
  });
});
