import assert from 'node:assert/strict';

import { type AuthorizationServer, startAuthorizationServer } from '../../../support/authorization-server.ts';
import { profileFor, provider, unhurried } from './cast.ts';
import { json, startSmallServer } from './small-server.ts';

describe('pasting a grant', () => {
  let server: AuthorizationServer;
  before(async () => {
    server = await startAuthorizationServer();
  });
  after(() => server.close());

  async function obtain(scopes: string[]): Promise<string> {
    const authorization = await provider.startDevice(profileFor(server.issuer, { scopes }), {}, unhurried);
    await server.approve(authorization.userCode, { as: 'carol' });
    const poll = await authorization.poll(unhurried);
    assert.equal(poll.outcome, 'signed_in');
    return poll.signedIn.grant.refreshToken;
  }

  it('redeems the token once and keeps its successor', async () => {
    const refreshToken = await obtain(['openid', 'offline_access', 'email']);
    const before = server.log.refreshes();
    const profile = profileFor(server.issuer, { scopes: ['openid', 'offline_access', 'email'] });
    const { grant, answer, accountName } = await provider.signInWithPastedGrant(
      profile,
      { refreshToken: `  ${refreshToken}\n` },
      unhurried,
    );
    assert.equal(server.log.refreshes() - before, 1);
    assert.notEqual(grant.refreshToken, refreshToken);
    assert.equal(grant.refreshToken, answer.refreshToken);
    assert.deepEqual(
      { kind: grant.kind, subject: grant.subject, accountName, scopes: grant.scopes },
      {
        kind: 'offline_token',
        subject: 'carol',
        accountName: 'carol@example.org',
        scopes: ['email', 'offline_access', 'openid'],
      },
    );
  });

  it('takes a token that was granted less than the profile wants for what it is', async () => {
    const refreshToken = await obtain(['openid', 'offline_access']);
    const profile = profileFor(server.issuer, { scopes: ['openid', 'offline_access', 'read'] });
    const { grant } = await provider.signInWithPastedGrant(profile, { refreshToken }, unhurried);
    assert.deepEqual(grant.scopes, ['offline_access', 'openid']);
  });

  it('keeps the pasted token where the server does not rotate', async () => {
    server.settings.rotate = false;
    const refreshToken = await obtain(['openid', 'offline_access']);
    const { grant } = await provider.signInWithPastedGrant(profileFor(server.issuer), { refreshToken }, unhurried);
    server.settings.rotate = true;
    assert.equal(grant.refreshToken, refreshToken);
  });

  it('tells a dead token', async () => {
    const refreshToken = 'canary-dead-token';
    await assert.rejects(provider.signInWithPastedGrant(profileFor(server.issuer), { refreshToken }, unhurried), {
      kind: 'refused',
      error: 'invalid_grant',
    });
  });

  it('asks for a token where none was pasted', async () => {
    await assert.rejects(provider.signInWithPastedGrant(profileFor(server.issuer), { refreshToken: ' ' }, unhurried), {
      code: 'bad_request',
    });
  });

  it('knows an offline token of Keycloak by its own word, and its way with narrower scopes', async () => {
    const keycloak = await startSmallServer();
    try {
      const issuer = `${keycloak.origin}/realms/lab`;
      const token = `${issuer}/protocol/openid-connect/token`;
      keycloak.on('/realms/lab/.well-known/openid-configuration', json({ issuer, token_endpoint: token }));
      keycloak.on(
        '/realms/lab/protocol/openid-connect/token',
        json({ access_token: 'a', token_type: 'Bearer', refresh_expires_in: 0, scope: 'email' }),
      );
      const payload = Buffer.from(JSON.stringify({ typ: 'Offline' })).toString('base64url');
      const refreshToken = `${Buffer.from('{"alg":"HS512"}').toString('base64url')}.${payload}.c2ln`;
      const signedIn = await provider.signInWithPastedGrant(profileFor(issuer), { refreshToken }, unhurried);
      assert.equal(signedIn.grant.kind, 'offline_token');
      assert.equal(signedIn.grant.narrowing, 'safe');
      assert.equal(signedIn.grant.refreshToken, refreshToken);
      assert.equal(signedIn.answer.refreshExpiresIn, null);
      assert.equal(signedIn.accountName, 'unknown user');
      assert.equal(signedIn.grant.subject, null);
    } finally {
      await keycloak.close();
    }
  });
});
