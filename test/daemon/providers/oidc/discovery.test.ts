import assert from 'node:assert/strict';

import { startAuthorizationServer } from '../../../support/authorization-server.ts';
import { profileFor, provider, unhurried } from './cast.ts';
import { json, type SmallServer, startSmallServer } from './small-server.ts';

describe('discovery', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const ask = (issuer: string, more = {}) => provider.capabilities(profileFor(issuer, more), unhurried);

  it('tells what a real server can do', async () => {
    const real = await startAuthorizationServer();
    const capabilities = await ask(real.issuer);
    await real.close();
    assert.deepEqual(capabilities, {
      flows: ['device', 'code', 'paste'],
      narrowing: 'unknown',
      rotates: 'unknown',
      refreshRevokesPrevious: false,
      revokes: true,
      scopes: ['openid', 'offline_access', 'profile', 'email', 'read', 'write'],
    });
  });

  it('appends the path of OpenID Connect to the issuer, whose last slash counts once', async () => {
    const issuer = `${server.origin}/realms/lab/`;
    server.on(
      '/realms/lab/.well-known/openid-configuration',
      json({ issuer, token_endpoint: `${server.origin}/token` }),
    );
    assert.deepEqual((await ask(issuer)).flows, ['paste']);
  });

  it('looks where RFC 8414 says if OpenID Connect has nothing', async () => {
    const issuer = `${server.origin}/tenant`;
    const metadata = {
      issuer,
      token_endpoint: `${server.origin}/token`,
      authorization_endpoint: `${server.origin}/auth`,
    };
    server.on('/.well-known/oauth-authorization-server/tenant', json(metadata));
    assert.deepEqual((await ask(issuer)).flows, ['code', 'paste']);
    assert.deepEqual(
      server.received.map(({ path }) => path),
      ['/tenant/.well-known/openid-configuration', '/.well-known/oauth-authorization-server/tenant'],
    );
  });

  it('says so where there is neither', async () => {
    await assert.rejects(ask(server.origin), { code: 'authorization_server_broken', message: /no discovery document/ });
  });

  it('is not asked where the profile has the endpoints', async () => {
    const endpoints = {
      token: 'https://github.example.org/login/oauth/access_token',
      deviceAuthorization: 'https://github.example.org/login/device/code',
      authorization: null,
      revocation: null,
      userinfo: null,
    };
    const capabilities = await ask('https://github.example.org', { endpoints, narrowing: 'destructive' });
    assert.deepEqual(capabilities.flows, ['device', 'paste']);
    assert.equal(capabilities.narrowing, 'destructive');
    assert.equal(capabilities.revokes, false);
  });

  it('knows the layout of Keycloak, where narrower scopes harm nothing', async () => {
    const issuer = `${server.origin}/realms/lab`;
    const metadata = { issuer, token_endpoint: `${issuer}/protocol/openid-connect/token` };
    server.on('/realms/lab/.well-known/openid-configuration', json(metadata));
    assert.equal((await ask(issuer)).narrowing, 'safe');
  });

  it('is asked anew each time', async () => {
    const metadata = { issuer: server.origin, token_endpoint: `${server.origin}/token` };
    server.on('/.well-known/openid-configuration', json(metadata));
    await ask(server.origin);
    await ask(server.origin);
    assert.equal(server.received.length, 2);
  });

  it('says which ways a server does offer', async () => {
    const metadata = { issuer: server.origin, token_endpoint: `${server.origin}/token` };
    server.on('/.well-known/openid-configuration', json(metadata));
    await assert.rejects(provider.startDevice(profileFor(server.origin), {}, unhurried), {
      code: 'flow_not_supported',
      message: /does not offer the device flow; it offers: paste\./,
    });
  });
});
