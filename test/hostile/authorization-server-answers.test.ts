/** Promise "tokens are opaque", and that no text of a server is taken for anything but text. */

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ProviderFailure } from '../../daemon/providers/failure.ts';
import { grantFor, profileFor, provider, unhurried } from '../daemon/providers/oidc/cast.ts';
import { json, type SmallServer, startSmallServer, text } from '../daemon/providers/oidc/small-server.ts';

describe('a hostile answer', () => {
  let server: SmallServer;
  before(async () => {
    server = await startSmallServer();
  });
  after(() => server.close());

  const refresh = () =>
    provider.refresh(grantFor(server.origin), { scopes: ['openid'], resources: [], signal: unhurried });

  it('with tokens of 200 kB each is understood', async () => {
    const [access, next] = ['a'.repeat(200_000), 'r'.repeat(200_000)];
    server.on(
      '/token',
      json({ access_token: access, token_type: 'Bearer', refresh_token: next, id_token: 'i'.repeat(200_000) }),
    );
    const answer = await refresh();
    assert.equal(answer.accessToken, access);
    assert.equal(answer.refreshToken, next);
    // And the next request can carry it.
    const grant = grantFor(server.origin, { refreshToken: next });
    await provider.refresh(grant, { scopes: [], resources: [], signal: unhurried });
    assert.equal(server.received.at(-1)?.form.get('refresh_token'), next);
  });

  it('of more than 2 MiB is not read to its end', async () => {
    server.on('/token', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    await assert.rejects(refresh(), { kind: 'answer_lost', malformed: true, message: /more than 2097152 bytes/ });
  });

  it('that is packed small and unpacks large is not unpacked to its end', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
    server.on('/token', (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    await assert.rejects(refresh(), { kind: 'answer_lost', malformed: true, message: /more than 2097152 bytes/ });
  });

  it('cannot put a line break into a header', async () => {
    for (const token of ['a\r\nSet-Cookie: x=1', 'a\nb', 'a\rb', 'a\u0085b', 'a\u2028b']) {
      server.on('/token', json({ access_token: token, token_type: 'Bearer' }));
      await assert.rejects(refresh(), { kind: 'answer_lost', malformed: true });
    }
  });

  it('never brings its own words, or a secret, into a message', async () => {
    const body = {
      error: 'invalid_request',
      error_description: '<a href=//evil>canary-refresh</a>',
      error_uri: 'https://evil',
    };
    server.on('/token', json(body, 400));
    await assert.rejects(refresh(), (error: ProviderFailure) => {
      const told = JSON.stringify([error.message, error.error, error.hop, String(error), error.stack]);
      assert.doesNotMatch(told, /evil|canary/);
      return true;
    });
  });

  it('of any shape gives a token or a ProviderFailure, and nothing else', async () => {
    const odd = fc.oneof(fc.jsonValue(), fc.string(), fc.double(), fc.constant('x\r\ny'));
    const member = fc.constantFrom(
      'access_token',
      'token_type',
      'expires_in',
      'refresh_token',
      'scope',
      'id_token',
      'error',
      'refresh_expires_in',
    );
    const body = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string(),
      fc
        .dictionary(member, odd)
        .map((members) => JSON.stringify({ access_token: 'a', token_type: 'Bearer', ...members })),
    );
    const status = fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 401, 404, 429, 500, 502, 503, 504);
    await fc.assert(
      fc.asyncProperty(status, body, async (code, content) => {
        server.on('/token', text(code === 204 ? '' : content, code, { 'content-type': 'application/json' }));
        const result = await refresh().catch((error: unknown) => error);
        if (result instanceof ProviderFailure) return assert.doesNotMatch(result.message, /[\p{Cc}]|canary/u);
        assert.ok(!(result instanceof Error), String(result));
        const { accessToken, expiresIn, scopes } = result as Awaited<ReturnType<typeof refresh>>;
        assert.match(accessToken, /^[\x21-\x7e]+$/);
        assert.ok(expiresIn === null || (Number.isFinite(expiresIn) && expiresIn >= 0));
        for (const scope of scopes ?? []) assert.match(scope, /^[\x21-\x7e]+$/);
      }),
      { numRuns: 200 },
    );
  });

  it('to a device flow is shown as plain text of bounded length', async () => {
    const metadata = {
      issuer: server.origin,
      token_endpoint: `${server.origin}/token`,
      device_authorization_endpoint: `${server.origin}/device`,
    };
    server.on('/.well-known/openid-configuration', json(metadata));
    server.on(
      '/device',
      json({
        device_code: 'canary-device-code',
        user_code: `\u001b]8;;https://evil\u0007AB\u202eCD${'E'.repeat(500)}`,
        verification_uri: 'https://auth.example.org/\r\n\u0000device',
        verification_uri_complete: ['https://evil'],
        expires_in: 1e300,
        interval: '7',
      }),
    );
    const authorization = await provider.startDevice(profileFor(server.origin), {}, unhurried);
    assert.match(authorization.userCode, /^]8;;https:\/\/evilABCDE+$/);
    assert.equal(authorization.userCode.length, 64);
    assert.equal(authorization.verificationUri, 'https://auth.example.org/device');
    assert.equal(authorization.verificationUriComplete, null);
    assert.equal(authorization.expiresIn, 86_400);
    assert.equal(authorization.interval, 7);
  });

  it('to a device flow cannot dress up another host as a known one', async () => {
    for (const [sent, shown] of [
      // A Cyrillic letter, then characters that nobody sees.
      ['https://\u0430uth.example.org/device', 'https://xn--uth-5cd.example.org/device'],
      ['https://auth.example.org\u00ad\u061c\u{e0041}.evil/device', 'https://auth.example.org.evil/device'],
      ['javascript:alert(1)', 'javascript:alert(1)'],
    ] as const) {
      server.on('/.well-known/openid-configuration', json(metadata()));
      server.on('/device', json({ ...deviceAnswer, verification_uri: sent, verification_uri_complete: sent }));
      const authorization = await provider.startDevice(profileFor(server.origin), {}, unhurried);
      assert.equal(authorization.verificationUri, shown);
      assert.equal(authorization.verificationUriComplete, shown);
    }
  });

  it('to a device flow cannot have us poll without a pause', async () => {
    server.on('/.well-known/openid-configuration', json(metadata()));
    server.on('/device', json({ ...deviceAnswer, interval: 1e-9 }));
    assert.equal((await provider.startDevice(profileFor(server.origin), {}, unhurried)).interval, 1);
  });

  const deviceAnswer = {
    device_code: 'canary-device-code',
    user_code: 'ABCD',
    verification_uri: 'https://auth.example.org/device',
    expires_in: 600,
  };

  function metadata() {
    return {
      issuer: server.origin,
      token_endpoint: `${server.origin}/token`,
      device_authorization_endpoint: `${server.origin}/device`,
    };
  }
});
