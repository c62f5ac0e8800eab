import assert from 'node:assert/strict';

import { type AuthorizationServer, startAuthorizationServer } from '../../../support/authorization-server.ts';
import { grantFor, profileFor, provider, unhurried } from './cast.ts';
import { json, type SmallServer, startSmallServer, text } from './small-server.ts';

describe('a revocation', () => {
  describe('at a server that keeps its word', () => {
    let server: AuthorizationServer;
    before(async () => {
      server = await startAuthorizationServer();
    });
    after(() => server.close());

    it('ends the grant', async () => {
      const authorization = await provider.startDevice(profileFor(server.issuer), {}, unhurried);
      await server.approve(authorization.userCode);
      const poll = await authorization.poll(unhurried);
      assert.equal(poll.outcome, 'signed_in');
      const grant = { ...poll.signedIn.grant, id: 'grant-1' };

      assert.deepEqual(await provider.revoke(grant, unhurried), { outcome: 'revoked' });
      const request = { scopes: grant.scopes, resources: [], signal: unhurried };
      await assert.rejects(provider.refresh(grant, request), { error: 'invalid_grant' });
    });
  });

  describe('at other servers', () => {
    let server: SmallServer;
    beforeEach(async () => {
      server = await startSmallServer();
      server.on('/token', json({ error: 'invalid_grant' }, 400));
    });
    afterEach(() => server.close());

    const revoke = (more = {}) => provider.revoke(grantFor(server.origin, more), unhurried);

    it('sends the refresh token with its kind and takes an empty 200 for yes', async () => {
      server.on('/revoke', text('', 200, {}));
      assert.deepEqual(await revoke(), { outcome: 'revoked' });
      assert.deepEqual(
        [...(server.received[0]?.form ?? [])],
        [
          ['token_type_hint', 'refresh_token'],
          ['token', 'canary-refresh'],
          ['client_id', 'notebooks'],
        ],
      );
    });

    it('tells the truth where the server says yes and does nothing, and ends what the trial brought', async () => {
      server.on('/revoke', text('', 200, {}));
      server.on('/token', json({ access_token: 'a', token_type: 'Bearer', refresh_token: 'canary-second' }));
      await assert.rejects(revoke(), {
        kind: 'refused',
        message: /says that the grant was ended, but it still works\.$/,
      });
      const revoked = server.received.filter(({ path }) => path === '/revoke').map(({ form }) => form.get('token'));
      assert.deepEqual(revoked, ['canary-refresh', 'canary-second']);
    });

    it('tells until when a token lives that cannot be revoked', async () => {
      const payload = Buffer.from(JSON.stringify({ exp: 2_000_000_000 })).toString('base64url');
      const refreshToken = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`;
      const endpoints = { token: `${server.origin}/token`, revocation: null, userinfo: null };
      assert.deepEqual(await revoke({ endpoints, refreshToken }), {
        outcome: 'cannot_be_revoked',
        livesUntil: 2_000_000_000,
      });
      assert.equal(server.received.length, 0);
    });

    it('believes a server that says it cannot', async () => {
      server.on('/revoke', json({ error: 'unsupported_token_type' }, 400));
      assert.deepEqual(await revoke(), { outcome: 'cannot_be_revoked', livesUntil: null });
    });

    it('fails where the server refuses or is out of order', async () => {
      server.on('/revoke', json({ error: 'invalid_client' }, 401));
      await assert.rejects(revoke(), { kind: 'refused', error: 'invalid_client' });
      server.on('/revoke', text('', 503));
      await assert.rejects(revoke(), {
        kind: 'unavailable',
        hop: `revocation endpoint of ${new URL(server.origin).host}`,
      });
    });
  });
});
