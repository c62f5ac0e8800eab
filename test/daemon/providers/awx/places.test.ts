import assert from 'node:assert/strict';
import { unhurried } from '../oidc/cast.ts';
import { json, type SmallServer, startSmallServer, text } from '../oidc/small-server.ts';
import { profileAt, provider } from './cast.ts';

describe("the prefix of a controller's API", () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const refuses = json({ detail: 'Authentication credentials were not provided.' }, 401);
  const me = json({ results: [{ id: 2, username: 'alice' }] });
  const signIn = (secret = 'canary-token') =>
    provider.signInWithPastedGrant(profileAt(`${server.origin}/`), { refreshToken: secret }, unhurried);

  for (const [prefix, oauth] of [
    ['/api/v2/', '/api/o/'],
    ['/api/gateway/v1/', '/o/'],
    ['/api/v1/', '/o/'],
  ] as const) {
    it(`is found where it is ${prefix}, and no secret is sent in search of it`, async () => {
      server.on('*', text('<html>the user interface</html>'));
      server.on(`${prefix}tokens/`, ({ headers }, response) => {
        const answer = headers.authorization ? json({ results: [], next: null }) : refuses;
        answer({} as never, response);
      });
      server.on(`${prefix}me/`, me);
      const { grant, accountName } = await signIn();
      assert.deepEqual(grant.endpoints, {
        token: `${server.origin}${oauth}token/`,
        revocation: `${server.origin}${oauth}revoke_token/`,
        userinfo: `${server.origin}${prefix}me/`,
      });
      assert.equal(accountName, 'alice');
      const search = server.received.filter(({ headers }) => !headers.authorization);
      assert.ok(search.length > 0);
      assert.ok(server.received.slice(search.length).every(({ path }) => path.startsWith(prefix)));
    });
  }

  it('is not found at a server of another kind, which is said with what to write', async () => {
    server.on('*', text('<html>welcome</html>'));
    await assert.rejects(signIn(), {
      ...{ code: 'authorization_server_broken' },
      message: /does not answer like AWX .*address that you open in the browser/,
    });
    assert.ok(server.received.every(({ headers }) => headers.authorization === undefined));
  });

  it('is not guessed while the server is out of order', async () => {
    server.on('*', text('<html>oops</html>', 503));
    await assert.rejects(signIn(), { kind: 'unavailable', message: /out of order \(HTTP 503\)/ });
  });

  it('without anything that tells who is signed in is made do with: tokens have an owner', async () => {
    const item = { id: 7, user: 2, application: null, scope: 'read', summary_fields: { user: { username: 'alice' } } };
    server.on('/api/v1/tokens/', ({ headers }, response) => {
      const answer = headers.authorization ? json({ results: [item], next: null }) : refuses;
      answer({} as never, response);
    });
    const { grant, accountName } = await signIn();
    assert.deepEqual(
      [accountName, grant.subject, grant.scopes, grant.details],
      ['alice', '2', ['read'], { tokenId: '7' }],
    );
  });
});
