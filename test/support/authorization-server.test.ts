/** The stand-in is itself checked: openid-client, used directly, must find in it the server that tests rely on. */

import assert from 'node:assert/strict';
import * as client from 'openid-client';
import {
  assertRefused,
  audience,
  authorizationUrl,
  deviceOverTls,
  discover,
  pollOnce,
  refresh,
  signIn,
  signInByCode,
  startDevice,
} from './authorization-server/direct-client.ts';
import { type AuthorizationServer, type Options, startAuthorizationServer } from './authorization-server.ts';

describe('the authorization server of the tests', () => {
  let server: AuthorizationServer;
  const start = async (options: Options = {}) => {
    server = await startAuthorizationServer(options);
    return server;
  };
  afterEach(() => server.close());

  describe('signing in', () => {
    it('approves a device flow through its pages and names the user', async () => {
      await start({ accessTokenLife: 15 });
      const { tokens } = await signIn(server, { as: 'bob' });
      assert.equal(tokens.expires_in, 15);
      assert.equal(tokens.scope, 'openid offline_access profile read');
      assert.equal(tokens.claims()?.sub, 'bob');
      assert.equal((await server.userinfo(tokens.access_token))?.preferred_username, 'bob');
    });

    it('keeps a device flow pending until somebody answers, and names its interval', async () => {
      await start({ interval: 3 });
      const { configuration, device } = await startDevice(server);
      assert.equal(device.interval, 3);
      assert.equal(await pollOnce(server, device.device_code), 'authorization_pending');
      assert.equal(configuration.serverMetadata().issuer, server.issuer);
    });

    it('denies', async () => {
      await start();
      const { device } = await startDevice(server);
      await server.deny(device.user_code);
      assert.equal(await pollOnce(server, device.device_code), 'access_denied');
    });

    it('refuses to approve a code that does not exist', async () => {
      await start();
      await assert.rejects(server.approve('XXXX-XXXX'), /not \(or no longer\) valid/);
    });

    it('gives two sign-ins of one user two grants that live and die apart', async () => {
      await start();
      const first = await signIn(server);
      const second = await signIn(server);
      await client.tokenRevocation(first.configuration, first.refreshToken);
      await assertRefused(first, first.refreshToken);
      assert.ok((await refresh(second, second.refreshToken)).access_token);
    });

    it('runs a code flow with PKCE on a loopback redirect with any port', async () => {
      await start();
      const tokens = await signInByCode(server, await discover(server, server.clients.codeOnly.clientId));
      assert.equal(tokens.claims()?.sub, 'alice');
      assert.ok(tokens.refresh_token);
    });

    it('sends the error back when a code flow is denied', async () => {
      await start();
      const { url } = await authorizationUrl(await discover(server, server.clientId));
      const callback = await server.authorize(url, { deny: true });
      assert.equal(callback.searchParams.get('error'), 'access_denied');
    });

    it('knows clients with a secret, with a key, without device flow and without refresh tokens', async () => {
      await start();
      const { secret, key, codeOnly, withoutRefresh } = server.clients;
      const withSecret = await signIn(server, {}, secret.clientId, client.ClientSecretBasic(secret.clientSecret));
      assert.ok((await refresh(withSecret, withSecret.refreshToken)).access_token);

      const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
      const privateKey = await crypto.subtle.importKey('jwk', key.privateKey, algorithm, false, ['sign']);
      const withKey = await signIn(server, {}, key.clientId, client.PrivateKeyJwt({ key: privateKey, kid: 'client' }));
      assert.ok((await refresh(withKey, withKey.refreshToken)).access_token);

      await assert.rejects(startDevice(server, {}, codeOnly.clientId), /unauthorized_client|server responded/);
      assert.equal((await signIn(server, {}, withoutRefresh.clientId)).tokens.refresh_token, undefined);
    });

    it('serves HTTPS with a certificate of its own authority', async () => {
      await start({ https: true });
      assert.match(server.issuer, /^https:/);
      assert.match(server.ca ?? '', /BEGIN CERTIFICATE/);
      await assert.rejects(fetch(`${server.issuer}/jwks`), /fetch failed/);
      await server.deny((await deviceOverTls(server)).user_code);
    });
  });

  describe('grants', () => {
    it('rotates refresh tokens and kills the grant when a used one comes again', async () => {
      await start();
      const session = await signIn(server);
      const renewed = await refresh(session, session.refreshToken);
      assert.notEqual(renewed.refresh_token, session.refreshToken);
      await assertRefused(session, session.refreshToken);
      await assertRefused(session, renewed.refresh_token as string);
      assert.equal(await server.userinfo(renewed.access_token), null);
      assert.equal(server.reuses(), 1);
    });

    it('keeps the refresh token where rotation is off', async () => {
      await start({ rotate: false });
      const session = await signIn(server);
      assert.equal((await refresh(session, session.refreshToken)).refresh_token, session.refreshToken);
      assert.ok((await refresh(session, session.refreshToken)).access_token);
    });

    it('narrows a token and keeps the grant as wide as it was', async () => {
      await start();
      const session = await signIn(server);
      const narrow = await refresh(session, session.refreshToken, { scope: 'openid read' });
      assert.equal(narrow.scope, 'openid read');
      const wide = await refresh(session, narrow.refresh_token as string);
      assert.equal(wide.scope, 'openid offline_access profile read');
    });

    it('issues tokens for the resource that is asked for, among those granted', async () => {
      await start();
      const resource = ['https://jobs.example.org', 'https://data.example.org'];
      const session = await signIn(server, {}, server.clientId, client.None(), {
        scope: 'openid offline_access jobs:read data:read',
        resource,
      });
      const jobs = await refresh(session, session.refreshToken, { resource: resource[0] as string });
      assert.deepEqual(audience(jobs.access_token), { aud: resource[0], scope: 'jobs:read' });
      const data = await refresh(session, jobs.refresh_token as string, { resource: resource[1] as string });
      assert.deepEqual(audience(data.access_token), { aud: resource[1], scope: 'data:read' });
    });

    it('ends a grant on revocation, and every session of a user on demand', async () => {
      await start();
      const revoked = await signIn(server);
      await client.tokenRevocation(revoked.configuration, revoked.refreshToken);
      await assertRefused(revoked, revoked.refreshToken);
      assert.equal(await server.userinfo(revoked.tokens.access_token), null);

      const ended = await signIn(server, { as: 'bob' });
      server.endSessions('bob');
      await assertRefused(ended, ended.refreshToken);
    });

    it('claims the lives that a test wants claimed', async () => {
      await start({ accessTokenLife: 3600, reportedLife: 15, reportedRefreshLife: 1800 });
      const { tokens } = await signIn(server);
      assert.equal(tokens.expires_in, 15);
      assert.equal(tokens.refresh_expires_in, 1800);
    });
  });

  describe('the log', () => {
    it('counts by kind, tells errors and holds no secret', async () => {
      const session = await signIn(await start());
      await refresh(session, session.refreshToken);
      await assertRefused(session, session.refreshToken);
      assert.equal(server.log.refreshes(), 2);
      assert.equal(server.log.count('token'), server.log.count('refresh') + server.log.count('poll'));
      const { at: _at, ...last } = await server.log.finished('refresh', 2);
      assert.deepEqual(last, {
        method: 'POST',
        path: '/token',
        endpoint: 'token',
        kind: 'refresh',
        grantType: 'refresh_token',
        clientId: 'notebooks',
        scope: null,
        resources: [],
        fault: null,
        outcome: 'answered',
        status: 400,
        error: 'invalid_grant',
      });
      assert.ok(!JSON.stringify(server.log.entries).includes(session.refreshToken));
    });
  });
});
