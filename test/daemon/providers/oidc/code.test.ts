import assert from 'node:assert/strict';

import { type AuthorizationServer, startAuthorizationServer } from '../../../support/authorization-server.ts';
import { profileFor, provider, unhurried } from './cast.ts';

const redirectUri = 'http://127.0.0.1:4567/callback';

describe('the authorization code flow', () => {
  let server: AuthorizationServer;
  before(async () => {
    server = await startAuthorizationServer();
  });
  after(() => server.close());

  const start = (redirect = redirectUri) =>
    provider.startCode(profileFor(server.issuer, { clientId: 'code-only' }), {}, redirect, unhurried);

  it('signs in with what the browser brought back', async () => {
    const authorization = await start();
    const callback = await server.authorize(authorization.authorizationUri, { as: 'bob' });
    const { grant, answer } = await authorization.redeem(callback, unhurried);
    assert.equal(grant.subject, 'bob');
    assert.equal(grant.kind, 'offline_token');
    assert.ok(await server.userinfo(answer.accessToken));
  });

  it('sends a fresh state and an S256 challenge each time', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const one = new URL(first.authorizationUri).searchParams;
    const other = new URL(second.authorizationUri).searchParams;
    assert.equal(one.get('code_challenge_method'), 'S256');
    assert.match(one.get('code_challenge') ?? '', /^[\w-]{43}$/);
    assert.notEqual(one.get('state'), other.get('state'));
    assert.notEqual(one.get('code_challenge'), other.get('code_challenge'));
  });

  it('tells a denial', async () => {
    const authorization = await start();
    const callback = await server.authorize(authorization.authorizationUri, { deny: true });
    await assert.rejects(authorization.redeem(callback, unhurried), { code: 'sign_in_denied' });
  });

  it('refuses the callback of another sign-in, and can still redeem its own', async () => {
    const [mine, other] = await Promise.all([start(), start()]);
    const strange = await server.authorize(other.authorizationUri, { as: 'bob' });
    const requests = server.log.count('redeem');
    await assert.rejects(mine.redeem(strange, unhurried), { code: 'bad_request', message: /its state differs/ });
    assert.equal(server.log.count('redeem'), requests, 'the code went nowhere');
    const callback = await server.authorize(mine.authorizationUri);
    assert.equal((await mine.redeem(callback, unhurried)).grant.subject, 'alice');
  });

  for (const [what, change] of [
    ['names another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example.org')],
    ['names no issuer although the server always does', (url: URL) => url.searchParams.delete('iss')],
  ] as const) {
    it(`refuses a callback that ${what} (RFC 9207)`, async () => {
      const authorization = await start();
      const callback = await server.authorize(authorization.authorizationUri);
      const requests = server.log.count('redeem');
      change(callback);
      await assert.rejects(authorization.redeem(callback, unhurried), { code: 'issuer_mismatch' });
      assert.equal(server.log.count('redeem'), requests);
    });
  }

  it('tells an error of the authorization endpoint without its free text', async () => {
    const authorization = await start();
    const { searchParams } = new URL(authorization.authorizationUri);
    const callback = new URL(redirectUri);
    callback.search = String(
      new URLSearchParams({
        state: searchParams.get('state') ?? '',
        iss: server.issuer,
        error: 'inv"alid\n',
        error_description: 'click https://evil.example.org',
      }),
    );
    await assert.rejects(authorization.redeem(callback, unhurried), (error: Error) => {
      assert.match(error.message, /answered `inv\?alid\?`/);
      assert.doesNotMatch(error.message, /evil/);
      return true;
    });
  });

  for (const redirect of [
    'http://192.168.1.9:8000/callback',
    'http://example.org/',
    'vscode://x/y',
    'http://127.0.0.1/?a=b',
  ]) {
    it(`refuses the redirect URI ${redirect}`, async () => {
      await assert.rejects(start(redirect), { code: 'insecure_address' });
    });
  }

  for (const redirect of [
    'http://[::1]:4567/callback',
    'http://localhost:4567/callback',
    'https://notebooks.example.org/back',
  ]) {
    it(`takes the redirect URI ${redirect}`, async () => {
      const { authorizationUri } = await start(redirect);
      assert.equal(new URL(authorizationUri).searchParams.get('redirect_uri'), redirect);
    });
  }
});
