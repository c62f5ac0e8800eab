import assert from 'node:assert/strict';
import { candidatesFor, searchServer } from '../../../daemon/sign-in/server-search.ts';
import { startAuthorizationServer } from '../../support/authorization-server.ts';
import { provider, unhurried } from '../providers/oidc/cast.ts';
import { json, type SmallServer, startSmallServer } from '../providers/oidc/small-server.ts';

describe('the search for a server', () => {
  let server: SmallServer;
  beforeEach(async () => {
    server = await startSmallServer();
  });
  afterEach(() => server.close());

  const search = (address: string) => searchServer(address, provider, unhurried);
  const serveRealm = (issuer: string) => {
    const path = `${new URL(issuer).pathname.replace(/\/$/, '')}/.well-known/openid-configuration`;
    server.on(path, json({ issuer, token_endpoint: `${server.origin}/token`, scopes_supported: ['openid', 'data'] }));
  };

  const lab = 'https://auth.example.org/realms/lab';
  for (const typed of [
    'auth.example.org/realms/lab',
    ` ${lab} `,
    `${lab}/`,
    `${lab}?client=x#top`,
    `${lab}/.well-known/openid-configuration`,
    'https://auth.example.org/.well-known/oauth-authorization-server/realms/lab',
    `${lab}/account/#/personal-info`,
    'https://auth.example.org/admin/lab/console/',
  ]) {
    it(`comes from "${typed}" to the issuer of the realm`, () => {
      assert.ok(candidatesFor(typed).includes(lab), candidatesFor(typed).join(' '));
    });
  }

  it('takes an address without a scheme for https, unless it is this machine', () => {
    assert.equal(candidatesFor('auth.example.org')[0], 'https://auth.example.org');
    assert.equal(candidatesFor('localhost:8080/auth')[0], 'http://localhost:8080/auth');
  });

  it('tells what a real server offers, as the server names itself', async () => {
    const real = await startAuthorizationServer();
    const { host } = new URL(real.issuer);
    const found = await search(host).finally(() => real.close());
    assert.equal(found.issuer, real.issuer);
    assert.equal(found.host, host);
    assert.deepEqual(found.flows, ['device', 'code', 'paste']);
    assert.ok(found.scopes_supported?.includes('offline_access'));
  });

  it('finds the issuer behind a page for people that answers everything', async () => {
    server.on('*', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
    serveRealm(`${server.origin}/realms/lab`);
    const found = await search(`${server.origin}/realms/lab/account/applications`);
    assert.equal(found.issuer, `${server.origin}/realms/lab`);
    assert.deepEqual(found.scopes_supported, ['openid', 'data']);
  });

  it('takes the slash from the server, not from the person', async () => {
    serveRealm(`${server.origin}/realms/lab/`);
    assert.equal((await search(`${server.origin}/realms/lab`)).issuer, `${server.origin}/realms/lab/`);
  });

  it('advises to add the realm where a bare host has no document', async () => {
    await assert.rejects(search(server.origin), {
      code: 'authorization_server_broken',
      message: new RegExp(`If it is a Keycloak, add the realm: ${server.origin}/realms/NAME`),
    });
  });

  it('follows no document to another host', async () => {
    server.on(
      '/.well-known/openid-configuration',
      json({ issuer: 'https://auth.evil.example', token_endpoint: 'https://auth.evil.example/token' }),
    );
    await assert.rejects(search(server.origin), { code: 'issuer_mismatch' });
  });

  it('asks an address without https nothing', async () => {
    await assert.rejects(search('http://auth.example.org/realms/lab'), { code: 'insecure_address' });
    await assert.rejects(search('https://alice@auth.example.org/'), { code: 'insecure_address' });
  });

  it('asks once where nobody answers', async () => {
    await server.close();
    await assert.rejects(search(`${server.origin}/realms/lab/account`), { kind: 'unavailable' });
    server = await startSmallServer();
  });
});
