import assert from 'node:assert/strict';

import { profileFor, provider, unhurried } from './cast.ts';
import { json, type SmallServer, startSmallServer, text } from './small-server.ts';

describe('the name of an account', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  async function signIn(claims: object | null) {
    const idToken =
      claims &&
      ['{"alg":"none"}', JSON.stringify(claims), ''].map((part) => Buffer.from(part).toString('base64url')).join('.');
    server.on(
      '/token',
      json({ access_token: 'canary-access', token_type: 'Bearer', ...(idToken && { id_token: idToken }) }),
    );
    const endpoints = {
      token: `${server.origin}/token`,
      userinfo: `${server.origin}/me`,
      deviceAuthorization: null,
      authorization: null,
      revocation: null,
    };
    const profile = profileFor(server.origin, { endpoints });
    const { accountName, grant } = await provider.signInWithPastedGrant(profile, { refreshToken: 'canary' }, unhurried);
    return [accountName, grant.subject];
  }

  it('is the first of the claims that people recognise, and userinfo is not asked', async () => {
    assert.deepEqual(await signIn({ sub: 's1', preferred_username: 'alice', email: 'a@x' }), ['alice', 's1']);
    assert.deepEqual(await signIn({ sub: 's1', email: 'a@x', name: 'Alice' }), ['a@x', 's1']);
    assert.equal(server.received.filter(({ path }) => path === '/me').length, 0);
  });

  it('is what most plain OAuth servers call a user name', async () => {
    server.on('/me', json({ id: 7, username: 'alice', email: 'a@x' }));
    assert.deepEqual(await signIn(null), ['alice', '7']);
  });

  it('comes from userinfo where the ID token names nobody', async () => {
    server.on('/me', json({ sub: 's1', name: 'Alice' }));
    assert.deepEqual(await signIn({ sub: 's1' }), ['Alice', 's1']);
    assert.equal(server.received.at(-1)?.headers.authorization, 'Bearer canary-access');
  });

  it('does not come from userinfo of somebody else', async () => {
    server.on('/me', json({ sub: 's2', name: 'Mallory' }));
    assert.deepEqual(await signIn({ sub: 's1' }), ['s1', 's1']);
  });

  it('is the login where a server has no OpenID Connect', async () => {
    server.on('/me', json({ login: 'octocat', id: 583231, name: null }));
    assert.deepEqual(await signIn(null), ['octocat', '583231']);
  });

  it('is unknown where userinfo fails, and the sign-in goes on', async () => {
    server.on('/me', text('<h1>no</h1>', 500));
    assert.deepEqual(await signIn(null), ['unknown user', null]);
  });

  it('is one line of bounded length without control characters', async () => {
    const [name] = await signIn({ sub: 's1', name: `\u001b[31mal\u202eice\r\n${'x'.repeat(500)}` });
    assert.match(name ?? '', /^\[31malicex+$/);
    assert.equal(name?.length, 128);
  });
});
