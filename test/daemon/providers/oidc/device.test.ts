import assert from 'node:assert/strict';

import {
  type AuthorizationServer,
  oauthError,
  rewrite,
  slowDown,
  startAuthorizationServer,
} from '../../../support/authorization-server.ts';
import { profileFor, provider, unhurried } from './cast.ts';
import { json, startSmallServer, text } from './small-server.ts';

describe('the device flow', () => {
  let server: AuthorizationServer;
  before(async () => {
    server = await startAuthorizationServer();
  });
  after(() => server.close());
  beforeEach(() => server.faults.clear());

  const start = (more = {}) => provider.startDevice(profileFor(server.issuer, more), {}, unhurried);

  it('signs in once the person has approved', async () => {
    const authorization = await start({ scopes: ['openid', 'offline_access', 'email', 'profile'] });
    assert.deepEqual(await authorization.poll(unhurried), { outcome: 'pending' });
    await server.approve(authorization.userCode);
    const poll = await authorization.poll(unhurried);

    assert.equal(poll.outcome, 'signed_in');
    const { grant, answer, accountName } = poll.signedIn;
    assert.equal(accountName, 'alice');
    assert.deepEqual(
      { ...grant, refreshToken: '' },
      {
        provider: 'oidc',
        kind: 'offline_token',
        issuer: server.issuer,
        clientId: 'notebooks',
        clientAuthentication: { method: 'none' },
        subject: 'alice',
        scopes: ['email', 'offline_access', 'openid', 'profile'],
        resources: [],
        endpoints: {
          token: `${server.issuer}/token`,
          revocation: `${server.issuer}/token/revocation`,
          userinfo: `${server.issuer}/me`,
        },
        certificateAuthority: null,
        proxy: null,
        narrowing: 'unknown',
        // As the server's metadata has them, for the form of another offline token.
        details: { offeredScopes: 'openid offline_access profile email read write' },
        refreshToken: '',
      },
    );
    assert.equal(grant.refreshToken, answer.refreshToken);
    assert.equal(answer.expiresIn, 300);
    assert.ok(await server.userinfo(answer.accessToken), 'the access token works');
  });

  it('shows the codes as the server gave them', async () => {
    const authorization = await start();
    assert.match(authorization.userCode, /^[A-Z]{4}-[A-Z]{4}$/);
    assert.equal(authorization.verificationUri, `${server.issuer}/device`);
    assert.equal(authorization.verificationUriComplete, `${server.issuer}/device?user_code=${authorization.userCode}`);
    assert.equal(authorization.expiresIn, 600);
    assert.equal(authorization.interval, 1);
  });

  it('sends one request a poll', async () => {
    const authorization = await start();
    const before = server.log.count('poll');
    await authorization.poll(unhurried);
    assert.equal(server.log.count('poll') - before, 1);
  });

  it('tells a denial', async () => {
    const authorization = await start();
    await server.deny(authorization.userCode);
    assert.deepEqual(await authorization.poll(unhurried), { outcome: 'denied' });
  });

  it('tells slow_down and expired_token', async () => {
    const authorization = await start();
    server.faults.next('poll', slowDown(), oauthError('expired_token'));
    assert.deepEqual(await authorization.poll(unhurried), { outcome: 'slow_down' });
    assert.deepEqual(await authorization.poll(unhurried), { outcome: 'expired' });
  });

  it('tells any other error as a refusal', async () => {
    const authorization = await start();
    server.faults.next('poll', oauthError('invalid_grant'));
    await assert.rejects(authorization.poll(unhurried), { kind: 'refused', error: 'invalid_grant' });
  });

  for (const interval of [undefined, null, 0, -3, 'soon']) {
    it(`takes an interval of ${interval} for 5 s`, async () => {
      server.faults.next(
        'device',
        rewrite((body) => ({ ...body, interval })),
      );
      assert.equal((await start()).interval, 5);
    });
  }

  it('refuses an answer without expires_in', async () => {
    server.faults.next(
      'device',
      rewrite(({ expires_in: _, ...body }) => body),
    );
    await assert.rejects(start(), { kind: 'answer_lost', malformed: true });
  });

  it('names the refusal of an unknown client', async () => {
    await assert.rejects(start({ clientId: 'nobody' }), {
      kind: 'refused',
      error: 'invalid_client',
      message:
        /^The device authorization endpoint of 127\.0\.0\.1:\d+ answered `invalid_client`: it does not know this client/,
    });
  });

  it('names the way that is left to a client which may not use this one', async () => {
    await assert.rejects(start({ clientId: server.clients.codeOnly.clientId }), {
      code: 'flow_not_supported',
      message: /does not let the client code-only use the device flow. Try `tokenwell login lab --flow code`/,
    });
  });

  it('says what to do where the server gives no refresh token', async () => {
    const authorization = await start({ clientId: 'without-refresh', scopes: ['openid'] });
    await server.approve(authorization.userCode);
    await assert.rejects(authorization.poll(unhurried), {
      code: 'authorization_server_refused',
      message: /no refresh token.*Add offline_access to the profile's scope/,
    });
  });

  it('sends every resource by itself, and gets a token for it', async () => {
    const authorization = await start({
      resources: ['https://jobs.example.org'],
      scopes: ['openid', 'offline_access', 'jobs:read'],
    });
    await server.approve(authorization.userCode);
    const poll = await authorization.poll(unhurried);
    assert.equal(poll.outcome, 'signed_in');
    assert.deepEqual(poll.signedIn.grant.resources, ['https://jobs.example.org']);
    assert.deepEqual(server.log.of('poll').at(-1)?.resources, ['https://jobs.example.org']);
  });

  it('works with a server that has no discovery, sends forms, and errors with status 200 (GitHub)', async () => {
    const github = await startSmallServer();
    const form = (members: Record<string, string>) =>
      text(String(new URLSearchParams(members)), 200, { 'content-type': 'application/x-www-form-urlencoded' });
    const device = {
      device_code: 'canary-device',
      user_code: 'WXYZ-1234',
      verification_uri: 'https://github.example/device',
    };
    github.on('/login/device/code', form({ ...device, expires_in: '899', interval: '5' }));
    github.on('/login/oauth/access_token', json({ error: 'authorization_pending' }));
    github.on('/user', json({ login: 'octocat', id: 1 }));
    const endpoints = {
      token: `${github.origin}/login/oauth/access_token`,
      deviceAuthorization: `${github.origin}/login/device/code`,
      authorization: null,
      revocation: null,
      userinfo: `${github.origin}/user`,
    };
    const profile = profileFor(github.origin, { endpoints, scopes: [] });
    const authorization = await provider.startDevice(profile, {}, unhurried);
    assert.deepEqual([authorization.userCode, authorization.expiresIn, authorization.interval], ['WXYZ-1234', 899, 5]);
    assert.deepEqual(await authorization.poll(unhurried), { outcome: 'pending' });

    const token = {
      access_token: 'ghu_canary',
      token_type: 'bearer',
      refresh_token: 'ghr_canary',
      expires_in: '28800',
    };
    github.on('/login/oauth/access_token', form({ ...token, refresh_token_expires_in: '15811200', scope: '' }));
    const poll = await authorization.poll(unhurried);
    await github.close();
    assert.equal(poll.outcome, 'signed_in');
    assert.deepEqual(
      [
        poll.signedIn.accountName,
        poll.signedIn.grant.subject,
        poll.signedIn.answer.expiresIn,
        poll.signedIn.grant.scopes,
      ],
      ['octocat', '1', 28800, []],
    );
    assert.equal(poll.signedIn.answer.refreshExpiresIn, 15_811_200);
  });

  it('sends forms whose type has no parameters, which django-oauth-toolkit would refuse', async () => {
    const small = await startSmallServer();
    small.on('*', json({ error: 'invalid_client' }, 400));
    const endpoints = { token: `${small.origin}/token`, deviceAuthorization: `${small.origin}/device` };
    const profile = profileFor(small.origin, {
      endpoints: { ...endpoints, authorization: null, revocation: null, userinfo: null },
    });
    await assert.rejects(provider.startDevice(profile, {}, unhurried), { error: 'invalid_client' });
    assert.equal(small.received[0]?.headers['content-type'], 'application/x-www-form-urlencoded');
    await small.close();
  });
});
