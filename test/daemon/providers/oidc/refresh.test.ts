import assert from 'node:assert/strict';

import { ProviderFailure } from '../../../../daemon/providers/failure.ts';
import type { RefreshRequest } from '../../../../daemon/providers/provider.ts';
import { grantFor, provider, unhurried } from './cast.ts';
import { json, type Respond, type SmallServer, startSmallServer, text } from './small-server.ts';

describe('a refresh', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const refresh = (request: Partial<RefreshRequest> = {}) =>
    provider.refresh(grantFor(server.origin), { scopes: ['openid'], resources: [], signal: unhurried, ...request });

  async function failure(respond: Respond): Promise<ProviderFailure> {
    server.on('/token', respond);
    return refresh().then(
      () => assert.fail('the refresh succeeded'),
      (error: unknown) => {
        assert.ok(error instanceof ProviderFailure, String(error));
        assert.equal(error.hop, `token endpoint of ${new URL(server.origin).host}`);
        return error;
      },
    );
  }

  it('is one request, to the endpoint of the grant, with its scopes and each resource', async () => {
    server.on('/token', json({ access_token: 'canary-access', token_type: 'Bearer', expires_in: 300 }));
    const answer = await refresh({
      scopes: ['email', 'openid'],
      resources: ['https://a.example', 'https://b.example'],
    });
    assert.deepEqual(answer, {
      accessToken: 'canary-access',
      tokenType: 'Bearer',
      expiresIn: 300,
      scopes: null,
      refreshToken: null,
      refreshExpiresIn: null,
    });
    assert.equal(server.received.length, 1);
    assert.deepEqual(
      [...(server.received[0]?.form ?? [])],
      [
        ['scope', 'email openid'],
        ['resource', 'https://a.example'],
        ['resource', 'https://b.example'],
        ['refresh_token', 'canary-refresh'],
        ['grant_type', 'refresh_token'],
        ['client_id', 'notebooks'],
      ],
    );
    assert.equal(server.received[0]?.headers.accept, 'application/json');
  });

  it('does not follow a redirect with the secret', async () => {
    server.on('/token', (_, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    await assert.rejects(refresh(), { kind: 'unavailable', malformed: true });
    assert.deepEqual(
      server.received.map(({ path }) => path),
      ['/token'],
    );
  });

  it('is not spoilt by an ID token that does not fit', async () => {
    const body = { access_token: 'a', token_type: 'bearer', refresh_token: 'canary-next', id_token: 'not.a.jwt' };
    server.on('/token', json(body));
    assert.equal((await refresh()).refreshToken, 'canary-next');
  });

  it('takes status 201 for success', async () => {
    server.on('/token', json({ access_token: 'a', token_type: 'Bearer' }, 201));
    assert.equal((await refresh()).accessToken, 'a');
  });

  it('tells invalid_grant as the end of the grant', async () => {
    const error = await failure(json({ error: 'invalid_grant', error_description: 'canary free text' }, 400));
    assert.equal(error.endsGrant, true);
    assert.doesNotMatch(error.message, /canary/);
  });

  it('tells a refusal although the answer carries a challenge', async () => {
    const error = await failure(json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="x"' }));
    assert.deepEqual([error.kind, error.error], ['refused', 'invalid_client']);
  });

  it('tells an error that comes with status 200, as GitHub sends it', async () => {
    const error = await failure(json({ error: 'bad_refresh_token' }));
    assert.deepEqual([error.kind, error.error], ['refused', 'bad_refresh_token']);
  });

  it('reads an answer in form encoding', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    server.on('/token', text('access_token=gho_x&token_type=bearer&expires_in=28800', 200, type));
    assert.deepEqual([(await refresh()).accessToken, (await refresh()).expiresIn], ['gho_x', 28800]);
  });

  it('cleans the error code without turning it into another', async () => {
    const error = await failure(json({ error: 'invalid_\u0000grant"\r\n' }, 400));
    assert.equal(error.error, 'invalid_?grant???');
    assert.equal(error.endsGrant, false);
  });

  for (const [what, respond, expected] of [
    ['429', json({}, 429, { 'retry-after': '17' }), { kind: 'unavailable', retryAfter: 17, malformed: false }],
    ['429 with an OAuth error', json({ error: 'invalid_grant' }, 429), { kind: 'unavailable', malformed: false }],
    ['500', json({}, 500), { kind: 'unavailable', malformed: false }],
    ['500 with an OAuth error', json({ error: 'invalid_grant' }, 500), { kind: 'unavailable', malformed: false }],
    ['503', text('', 503, { 'retry-after': '3' }), { kind: 'unavailable', retryAfter: 3, malformed: false }],
    [
      '503 with nonsense in Retry-After',
      text('', 503, { 'retry-after': 'soon' }),
      { kind: 'unavailable', malformed: false },
    ],
    ['502', text('<html>'.repeat(9), 502), { kind: 'answer_lost', malformed: false }],
    ['504', text('', 504), { kind: 'answer_lost', malformed: false }],
    [
      'temporarily_unavailable',
      json({ error: 'temporarily_unavailable' }, 400),
      { kind: 'unavailable', malformed: false },
    ],
    ['HTML with status 403', text('<h1>blocked</h1>', 403), { kind: 'unavailable', malformed: true }],
    ['HTML with status 200', text('<h1>log in</h1>'), { kind: 'answer_lost', malformed: true }],
    ['a JSON list', json([]), { kind: 'answer_lost', malformed: true }],
    ['an empty answer', text('', 200, {}), { kind: 'answer_lost', malformed: true }],
    ['JSON without a token', json({ token_type: 'Bearer' }), { kind: 'answer_lost', malformed: true }],
    [
      'half of an answer',
      (_: unknown, response) => {
        response.writeHead(200, { 'content-length': '400' }).write('{"access_token"', () => response.destroy());
      },
      { kind: 'answer_lost', malformed: false },
    ],
    [
      'half of an error',
      (_: unknown, response) => {
        response.writeHead(503, { 'content-length': '400' }).write('{"err', () => response.destroy());
      },
      { kind: 'unavailable', malformed: false },
    ],
    [
      'a connection that is cut',
      (_: unknown, response) => response.destroy(),
      { kind: 'answer_lost', malformed: false },
    ],
  ] as [string, Respond, object][]) {
    it(`names ${what} truly`, async () => {
      const { kind, retryAfter, malformed } = await failure(respond);
      assert.deepEqual({ kind, malformed, ...(retryAfter !== undefined && { retryAfter }) }, expected);
    });
  }

  it('loses the answer where it is given up after it was sent', async () => {
    const giveUp = new AbortController();
    server.on('/token', () => giveUp.abort());
    await assert.rejects(refresh({ signal: giveUp.signal }), {
      kind: 'answer_lost',
      message: /did not answer in time/,
    });
  });

  it('is surely not carried out where it was given up before', async () => {
    await assert.rejects(refresh({ signal: AbortSignal.abort() }), { kind: 'unavailable' });
    assert.equal(server.received.length, 0);
  });

  it('is surely not carried out where nothing listens', async () => {
    await server.close();
    await assert.rejects(refresh(), { kind: 'unavailable', message: /cannot be reached: nothing listens/ });
    server = await startSmallServer();
  });

  it('is surely not carried out where TLS fails', async () => {
    const origin = server.origin.replace('http:', 'https:');
    const request = { scopes: [], resources: [], signal: unhurried };
    await assert.rejects(provider.refresh(grantFor(origin), request), {
      kind: 'unavailable',
      message: /No secure connection/,
    });
  });

  it('does not send the secret over plain http to another machine', async () => {
    const request = { scopes: [], resources: [], signal: unhurried };
    await assert.rejects(provider.refresh(grantFor('http://192.0.2.1'), request), { code: 'insecure_address' });
  });
});
