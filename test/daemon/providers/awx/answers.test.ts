import assert from 'node:assert/strict';
import { unhurried } from '../oidc/cast.ts';
import { json, type SmallServer, startSmallServer, text } from '../oidc/small-server.ts';
import { provider, sessionAt, tokenGrant } from './cast.ts';

describe('what a controller answers', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const list = () => provider.management.list(sessionAt(server.origin), { all: true });
  const item = (more: object) => ({ id: 1, user: 2, application: null, scope: 'write', description: '', ...more });

  it('is text and stays text, whatever is in it', async () => {
    const hostile = '<img src=x>\u202e\u0007\r\nlink';
    const summary = { user: { username: hostile }, application: { name: hostile } };
    const items = [
      item({ description: hostile, user: 3, application: 4, summary_fields: summary }),
      ...[item({ id: '../../me' }), item({ id: 1e300 }), item({ id: null }), null, 'x', 7],
    ];
    server.on('/api/v2/tokens/', json({ results: items, next: null }));
    const tokens = await list();
    assert.deepEqual(
      tokens.map(({ id, description, owner, application, own }) => [id, description, owner, application, own]),
      [['1', '<img src=x>link', '<img src=x>link', '<img src=x>link', false]],
    );
  });

  it('of a life of thousands of years means that a token does not expire', async () => {
    const created = '2026-01-01T00:00:00Z';
    const ends = ['2027-01-01T00:00:00Z', '3025-05-04T00:00:00Z', '9999-12-31T00:00:00Z', 'nonsense', null, 5];
    const results = ends.map((expires, id) => item({ id, created, expires }));
    server.on('/api/v2/tokens/', json({ results, next: null }));
    assert.deepEqual(
      (await list()).map(({ expiresAt }) => expiresAt),
      [Date.parse('2027-01-01') / 1000, 'never', 'never', null, null, null],
    );
  });

  it('sends the token nowhere else for the next page', async () => {
    const other = await startSmallServer();
    let pages = 0;
    server.on('/api/v2/tokens/', (_, response) => {
      pages += 1;
      const next = pages < 3 ? `${other.origin}/steal/?page=2` : null;
      json({ results: [item({ id: pages })], next })({} as never, response);
    });
    assert.deepEqual(
      (await list()).map(({ id }) => id),
      ['1', '2', '3'],
    );
    assert.deepEqual(other.received, []);
    await other.close();
  });

  it('without an end is not read for ever', async () => {
    server.on('/api/v2/tokens/', json({ results: [item({})], next: '/api/v2/tokens/?page=2' }));
    await assert.rejects(list(), { kind: 'answer_lost', malformed: true, message: /more than 10000 entries/ });
    assert.equal(server.received.length, 50);
  });

  it('that is a web page, or no list, is told as that', async () => {
    server.on('/api/v2/tokens/', text('<html>log in</html>'));
    await assert.rejects(list(), { malformed: true, message: /web page/ });
    server.on('/api/v2/tokens/', json({ detail: 'x' }));
    await assert.rejects(list(), { malformed: true, message: /without a list/ });
    server.on('/api/v2/tokens/', text('', 302, { location: 'https://evil.example/' }));
    await assert.rejects(list(), { malformed: true, message: /sends elsewhere/ });
  });

  it('to a revocation is held against the token itself', async () => {
    const me = json({ results: [{ id: 2, username: 'alice' }] });
    server.on('/api/v2/me/', me);
    server.on('/api/v2/tokens/7/', (_, response) => response.writeHead(204).end());
    const revoke = () => provider.revoke(tokenGrant(server.origin), unhurried);
    await assert.rejects(revoke(), { kind: 'refused', message: /says that token 7 was deleted, but it still works/ });
    let deleted = false;
    server.on('/api/v2/me/', (received, response) => (deleted ? json({}, 401) : me)(received, response));
    server.on('/api/v2/tokens/7/', (_, response) => {
      deleted = true;
      response.writeHead(204).end();
    });
    assert.deepEqual(await revoke(), { outcome: 'revoked' });
  });

  it('to a refresh ends the account only where it says that the refresh token is over', async () => {
    const pair = { kind: 'refresh_token', clientId: 'scripts', refreshToken: 'canary-refresh' } as const;
    const grant = tokenGrant(server.origin, pair);
    const refresh = () => provider.refresh(grant, { scopes: ['write'], resources: [], signal: unhurried });
    server.on('/api/o/token/', text('The refresh token has expired.', 403));
    await assert.rejects(refresh(), { kind: 'refused', error: 'invalid_grant' });
    server.on('/api/o/token/', text('<h1>Server Error (500)</h1>', 500));
    await assert.rejects(refresh(), { kind: 'unavailable', message: /sign in again/ });
    server.on('/api/o/token/', text('(access_denied) … an external authentication provider (ldap)', 403));
    await assert.rejects(refresh(), { kind: 'unavailable', message: /ALLOW_OAUTH2_FOR_EXTERNAL_USERS/ });
    assert.deepEqual(Object.fromEntries(server.received[0]?.form ?? []), {
      ...{ grant_type: 'refresh_token', refresh_token: 'canary-refresh', scope: 'write', client_id: 'scripts' },
    });
  });

  it('with a mask in place of a new value is no token', async () => {
    for (const token of ['************', '$encrypted$', '', 'a\r\nb', 5]) {
      server.on('/api/v2/users/2/personal_tokens/', json(item({ token }), 201));
      const values = { description: 'x', scope: 'write' };
      const create = provider.management.create?.(sessionAt(server.origin), 'personal_access_token', values);
      await assert.rejects(create ?? Promise.resolve(), { malformed: true, message: /did not tell its value/ });
    }
  });
});
