/** Promise "the right server": metadata is believed only as far as it can be checked. */

import assert from 'node:assert/strict';
import { OidcProvider } from '../../daemon/providers/oidc/provider.ts';
import { outgoing, profileFor, provider, unhurried } from '../daemon/providers/oidc/cast.ts';
import { json, type SmallServer, startSmallServer, text } from '../daemon/providers/oidc/small-server.ts';
import { startRemoteServer } from '../daemon/providers/remote-server.ts';
import { endless, html, startAuthorizationServer } from '../support/authorization-server.ts';

describe('a hostile discovery document', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const secrets = { refreshToken: 'canary-pasted-token' };
  const signIn = (issuer: string) => provider.signInWithPastedGrant(profileFor(issuer), secrets, unhurried);

  /** Nothing but the metadata was asked for: the secret stayed here. */
  const assertNothingSent = () => {
    assert.deepEqual(
      server.received.filter(({ method }) => method !== 'GET'),
      [],
    );
  };

  const publish = (metadata: object) => server.on('*', json({ token_endpoint: `${server.origin}/token`, ...metadata }));

  for (const [what, name] of [
    ['one slash more', (issuer: string) => `${issuer}/`],
    ['another case', (issuer: string) => issuer.replace('/Realm', '/realm')],
    ['another path', (issuer: string) => `${issuer}2`],
    ['another host', () => 'https://evil.example.org/Realm'],
    ['the default port written out', (issuer: string) => `${issuer}:80`],
    ['control characters', (issuer: string) => `${issuer}\u0000\r\n\u202e`],
    ['no name', () => undefined],
    ['a list of names', (issuer: string) => [issuer]],
  ] as const) {
    it(`that gives the issuer ${what} is refused`, async () => {
      const issuer = `${server.origin}/Realm`;
      publish({ issuer: name(issuer) });
      await assert.rejects(signIn(issuer), (error: Error & { code: string }) => {
        assert.equal(error.code, 'issuer_mismatch');
        assert.doesNotMatch(error.message, /[\p{Cc}\u202e]/u);
        assert.match(error.message, /Realm/);
        return true;
      });
      assertNothingSent();
    });
  }

  it('that names the issuer without the slash of the profile is refused as well', async () => {
    publish({ issuer: server.origin });
    await assert.rejects(signIn(`${server.origin}/`), { code: 'issuer_mismatch' });
  });

  for (const address of [
    'http://evil.example.org/token',
    'http://192.0.2.1/token',
    'http://127.0.0.1.evil.example.org/token',
    'http://localhost.evil.example.org/token',
    'ftp://127.0.0.1/token',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:canary@auth.example.org/token',
    '/token',
    '',
    7,
    { href: 'https://auth.example.org/token' },
    { toString: 'neither', valueOf: 'text' },
  ]) {
    it(`that names the token endpoint ${JSON.stringify(address)} is refused`, async () => {
      publish({ issuer: server.origin, token_endpoint: address });
      await assert.rejects(signIn(server.origin), (error: Error & { code: string }) => {
        assert.equal(error.code, 'insecure_address');
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
      assertNothingSent();
    });
  }

  it('that names no token endpoint is refused', async () => {
    publish({ issuer: server.origin, token_endpoint: undefined });
    await assert.rejects(signIn(server.origin), { malformed: true, message: /has no token_endpoint/ });
  });

  it('that is a web page is refused', async () => {
    server.on('*', text('<h1>Welcome to the hotel</h1>'));
    await assert.rejects(signIn(server.origin), { malformed: true, message: /is a web page, perhaps of a proxy/ });
  });

  it('that has a megabyte too much is refused', async () => {
    publish({ issuer: server.origin, padding: 'x'.repeat(1024 * 1024) });
    await assert.rejects(signIn(server.origin), { malformed: true, message: /more than 1048576 bytes/ });
  });

  it('that never ends is refused', async () => {
    const real = await startAuthorizationServer();
    real.faults.always('discovery', endless());
    await assert.rejects(signIn(real.issuer), { malformed: true, message: /more than 1048576 bytes/ });
    real.faults.always('discovery', html(403));
    await assert.rejects(signIn(real.issuer), { malformed: true });
    await real.close();
  });

  it('that redirects is not followed', async () => {
    server.on('*', (_, response) => response.writeHead(302, { location: '/elsewhere?code=canary' }).end());
    await assert.rejects(signIn(server.origin), { message: /sends elsewhere, to \/elsewhere, which is not followed/ });
    assert.equal(server.received.length, 1);
  });

  it('cannot reach into the prototype', async () => {
    server.on(
      '*',
      text(`{"__proto__":{"token_endpoint":"${server.origin}/token"},"issuer":"${server.origin}"}`, 200, {}),
    );
    await assert.rejects(signIn(server.origin), { message: /has no token_endpoint/ });
  });

  it('of an issuer without https off loopback is not even fetched', async () => {
    await assert.rejects(signIn('http://auth.example.org'), { code: 'insecure_address' });
  });

  it('of a remote server cannot point at plain http on this machine', async () => {
    const metadata = { issuer: 'https://auth.example.org', token_endpoint: `${server.origin}/token` };
    const remote = await startRemoteServer((_, response) => response.end(JSON.stringify(metadata)));
    const values = { proxy: remote.proxy, certificateAuthorityFiles: [remote.certificateFile] };
    const signingIn = new OidcProvider(outgoing(values)).signInWithPastedGrant(
      profileFor('https://auth.example.org'),
      secrets,
      unhurried,
    );
    await assert.rejects(signingIn, {
      code: 'insecure_address',
      message: /auth\.example\.org names a token endpoint at 127/,
    });
    await remote.close();
    assertNothingSent();
  });
});
