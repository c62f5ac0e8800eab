import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignIn } from '../../../../daemon/api.ts';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startTapis, type TapisStandIn } from '../../../support/tapis.ts';

const password = 'canary-password';

describe('a sign-in at Tapis v2', () => {
  let clock: FakeClock;
  let tapis: TapisStandIn;
  let test: TestDaemon;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    tapis = await startTapis();
    const profile = { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' };
    const nowhere = { ...profile, issuer: 'https://tapis.invalid' };
    const standard = { ...profile, client_id: 'none', token_endpoint_auth_method: 'client_secret_basic' as const };
    test = await startTestDaemon({ clock, profiles: { tapis: profile, another: profile, nowhere, standard } });
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const signIn = (given: { profile?: string; password?: string; client_secret?: string } = {}): Promise<SignIn> =>
    test.connection.startSignIn({ profile: 'tapis', flow: 'password', username: 'alice', password, ...given });

  const accounts = async () => (await test.connection.accounts()).accounts;

  async function refusedWith(code: string, words: RegExp): Promise<void> {
    await assert.rejects(signIn(), (error: Error & { code?: string }) => {
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.ok(!error.message.includes(password));
      return true;
    });
    assert.deepEqual(await accounts(), []);
  }

  it('makes a client, and serves the token that it gets', async () => {
    const { account } = await signIn();
    assert.equal(account?.name, 'alice');
    const [client] = tapis.clients.values();
    assert.match(client?.name ?? '', /^tokenwell-/);
    const token = await test.connection.token('tapis');
    assert.equal(token.scope, 'PRODUCTION');
    const answer = await fetch(`${tapis.origin}/profiles/v2/me`, {
      headers: { authorization: `Bearer ${token.access_token}` },
    });
    assert.equal(answer.status, 200);
  });

  it('leaves neither the password nor the client’s secret in any file', async () => {
    await signIn();
    const secret = [...tapis.clients.values()][0]?.secret ?? assert.fail('no client was made');
    for (const file of readdirSync(test.home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const content = readFileSync(join(file.parentPath, file.name));
      assert.ok(!content.includes(password) && !content.includes(secret), file.name);
    }
  });

  const onlyClient = () => {
    const [client, ...others] = tapis.clients.values();
    assert.deepEqual(others, []);
    return client ?? assert.fail('no client was made');
  };

  it('uses the client again that it made, without asking for it', async () => {
    await signIn();
    const { key } = onlyClient();
    const before = tapis.received.length;
    await signIn();
    assert.deepEqual([onlyClient().key, (await accounts()).length], [key, 1]);
    assert.deepEqual(tapis.received.slice(before), ['POST /token', 'GET /profiles/v2/me']);
  });

  it('replaces the client whose secret it has no more, so that none is left over', async () => {
    const { account } = await signIn();
    const { key, name } = onlyClient();
    await test.connection.signOut(account?.id ?? '');
    await signIn();
    assert.equal(onlyClient().name, name);
    assert.notEqual(onlyClient().key, key);
  });

  it('makes the client anew where somebody deleted it', async () => {
    await signIn();
    tapis.clients.clear();
    await signIn();
    assert.match(onlyClient().name, /^tokenwell-/);
    assert.equal((await accounts()).length, 1);
  });

  it('leaves the clients of other profiles and installations alone', async () => {
    const other = await startTestDaemon({
      profiles: { tapis: { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' } },
    });
    await signIn();
    await signIn({ profile: 'another' });
    await other.connection.startSignIn({ profile: 'tapis', flow: 'password', username: 'alice', password });
    assert.equal(tapis.clients.size, 3);
    await other.close();
  });

  it('sends the client’s secret nowhere else, whatever the profile says now', async () => {
    await signIn();
    const { key } = onlyClient();
    await test.connection.changeProfile('tapis', { proxy: 'http://127.0.0.1:9' });
    await signIn();
    assert.notEqual(onlyClient().key, key, 'it was not used, and so was replaced');
  });

  it('says that a password is wrong for a client that it has, and keeps the sign-in that there was', async () => {
    await signIn();
    await assert.rejects(signIn({ password: 'canary-wrong' }), /does not accept this user name and password/);
    assert.equal((await accounts())[0]?.state, 'signed_in');
    onlyClient();
  });

  it('uses a client that the person has, where its secret is given', async () => {
    await signIn();
    const [made] = tapis.clients.values();
    assert.ok(made);
    made.key = 'none';
    const { account } = await signIn({ profile: 'standard', client_secret: made.secret });
    assert.equal(account?.name, 'alice');
    assert.equal(tapis.clients.size, 1);
  });

  it('renews with refresh tokens that work once each, also when many ask at once', async () => {
    await signIn();
    // The API refuses a token: that renews it without moving the clock while a request is under way.
    let refused = (await test.connection.token('tapis')).access_token;
    for (let round = 0; round < 3; round++) {
      tapis.expireAccessTokens();
      // A token that is seconds old is not renewed again.
      await clock.advance(60_000);
      const rejected = hash('sha256', refused);
      const renewed = await Promise.all(Array.from({ length: 8 }, () => test.connection.token('tapis', { rejected })));
      const values = new Set(renewed.map(({ access_token }) => access_token));
      assert.equal(values.size, 1);
      assert.ok(!values.has(refused));
      refused = [...values][0] ?? '';
    }
    assert.equal(tapis.received.filter((line) => line === 'POST /token').length, 4);
  });

  it('takes over a refresh token that the person has, which ends it elsewhere', async () => {
    const { account } = await signIn();
    const [client] = tapis.clients.values();
    assert.ok(client && account);
    client.key = 'none';
    const issued = await fetch(`${tapis.origin}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`none:${client.secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'password', username: 'alice', password }),
    });
    const { refresh_token } = (await issued.json()) as { refresh_token: string };
    const pasted = { profile: 'standard', flow: 'paste', client_secret: client.secret, refresh_token } as const;
    assert.equal((await test.connection.startSignIn(pasted)).account?.name, 'alice');
    await assert.rejects(test.connection.startSignIn(pasted), { code: 'authorization_server_refused' });
  });

  it('says that a refresh token alone cannot be renewed', async () => {
    const pasted = { profile: 'tapis', flow: 'paste', refresh_token: 'canary-refresh' } as const;
    await assert.rejects(test.connection.startSignIn(pasted), /only for the client that it was issued to/);
  });

  it('refuses fewer scopes, because nobody knows what that does to the rest', async () => {
    await signIn();
    await assert.rejects(test.connection.token('tapis', { scope: 'OTHER' }), (error: { code?: string }) =>
      ['narrowing_refused', 'scope_not_granted'].includes(error.code ?? ''),
    );
  });

  it('ends what it got when the person signs out', async () => {
    const { account } = await signIn();
    const ended = await test.connection.signOut(account?.id ?? '');
    assert.equal(ended.revocation, 'revoked');
  });

  it('says at sign-out where the server has nothing to revoke with', async () => {
    tapis.instead('/revoke', { status: 404, body: '<html>no such page</html>', type: 'text/html' });
    const { account } = await signIn();
    const ended = await test.connection.signOut(account?.id ?? '');
    assert.equal(ended.revocation, 'not_supported');
  });

  it('says that a password is wrong, and stores nothing', async () => {
    await assert.rejects(signIn({ password: 'canary-wrong' }), /does not accept this user name and password/);
    assert.deepEqual([await accounts(), tapis.clients.size], [[], 0]);
  });

  it('says that a host is unknown', async () => {
    await assert.rejects(
      signIn({ profile: 'nowhere' }),
      /tapis\.invalid cannot be reached: its name cannot be resolved/,
    );
  });

  it('says that a web page answered', async () => {
    tapis.instead('/clients/v2', { status: 200, body: '<html>Please log in</html>', type: 'text/html' });
    await refusedWith('authorization_server_broken', /it is a web page, perhaps of a proxy or a login form/);
  });

  it('says that the server is out of order', async () => {
    tapis.instead('/clients/v2', { status: 500, body: '{"status":"error"}' });
    await refusedWith('authorization_server_unavailable', /clients service .* is out of order \(HTTP 500\)/);
  });

  it('deletes the client again where the token is refused', async () => {
    tapis.instead('/token', { status: 400, body: '{"error":"unauthorized_client"}' });
    await refusedWith('authorization_server_refused', /this client may not sign in this way/);
    assert.equal(tapis.clients.size, 0);
    assert.ok(tapis.received.at(-1)?.startsWith('DELETE /clients/v2/tokenwell-'));
  });

  it('names the client that it could not delete again', async () => {
    tapis.instead('/token', { status: 500, body: '' });
    const started = signIn();
    await assert.rejects(started);
    const name = tapis.received.at(-1)?.split('/').at(-1) ?? '';
    tapis.instead(`/clients/v2/${name}`, { status: 500, body: '' });
    await refusedWith('authorization_server_unavailable', /The client tokenwell-\S+, made for this sign-in, could not/);
  });
});
