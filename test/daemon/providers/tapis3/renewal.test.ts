import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startTapis3, type Tapis3StandIn } from '../../../support/tapis3.ts';

const password = 'canary-password';

describe('the tokens of a sign-in at Tapis v3', () => {
  let clock: FakeClock;
  let tapis: Tapis3StandIn;
  let test: TestDaemon;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    tapis = await startTapis3();
    const profile = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' };
    test = await startTestDaemon({ clock, profiles: { tapis3: profile } });
    const wish = { profile: 'tapis3', flow: 'password', username: 'alice', password } as const;
    assert.ok((await test.connection.startSignIn(wish)).account);
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const account = async () => (await test.connection.accounts()).accounts[0] ?? assert.fail('nobody is signed in');
  const requests = () => tapis.received.filter((line) => line === 'POST /v3/oauth2/tokens').length;
  const works = async (token: string) =>
    (await fetch(`${tapis.origin}/v3/systems`, { headers: { 'x-tapis-token': token } })).ok;

  /** On demand: somebody does not want the current one any more. */
  async function renew(): Promise<string> {
    const { access_token: token } = await test.connection.token('tapis3');
    // A token that is seconds old is not renewed again.
    await clock.advance(60_000);
    const rejected = hash('sha256', token);
    const renewed = await Promise.all(Array.from({ length: 8 }, () => test.connection.token('tapis3', { rejected })));
    const values = new Set(renewed.map(({ access_token: value }) => value));
    assert.ok(values.size === 1 && !values.has(token));
    return renewed[0]?.access_token ?? '';
  }

  it('are renewed on demand, once however many ask, and again with what came of that', async () => {
    const before = requests();
    for (let round = 0; round < 3; round++) {
      tapis.expireAccessTokens();
      assert.ok(await works(await renew()));
    }
    assert.equal(requests() - before, 3);
  });

  it('end with a refresh token that the server does not take any more', async () => {
    tapis.alive.clear();
    await assert.rejects(renew(), { code: 'signed_out' });
    assert.equal((await account()).state, 'signed_out');
  });

  it('do not end because the server cannot make one now', async () => {
    const message = 'Failure to generate an access token; please try again later.';
    tapis.instead('/v3/oauth2/tokens', { status: 400, body: JSON.stringify({ message }) });
    await assert.rejects(renew());
    assert.equal((await account()).state, 'retrying');
  });

  it('are revoked at sign-out, which is tried', async () => {
    const { revocation } = await test.connection.signOut((await account()).id);
    assert.equal(revocation, 'revoked');
    assert.deepEqual(tapis.received.slice(-3), [
      'POST /v3/oauth2/tokens/revoke',
      'POST /v3/oauth2/tokens',
      'POST /v3/oauth2/tokens/revoke',
    ]);
    assert.equal(tapis.alive.size, 0);
  });

  it('are ended where it matters most, the refresh token, though the server stalls over another', async () => {
    const stalled = tapis.ignoreRevocationOf((await test.connection.token('tapis3')).access_token);
    const ended = test.connection.signOut((await account()).id);
    await stalled;
    await clock.advance(10_000);
    assert.equal((await ended).revocation, 'revoked');
    assert.equal(tapis.alive.size, 1, 'the access token alone');
  });

  it('are not called revoked where the server only says so', async () => {
    tapis.instead('/v3/oauth2/tokens/revoke', { status: 200, body: '{"result":"","status":"success"}' });
    const { revocation, detail } = await test.connection.signOut((await account()).id);
    assert.equal(revocation, 'failed');
    assert.match(detail, /says that the sign-in was ended, but it still works/);
  });

  it('are said to live on where the server has nothing to revoke with', async () => {
    tapis.instead('/v3/oauth2/tokens/revoke', { status: 404, body: '<html>', type: 'text/html' });
    const ended = await test.connection.signOut((await account()).id);
    assert.equal(ended.revocation, 'not_supported');
    assert.ok((ended.may_live_until ?? 0) > Date.now() / 1000, 'until when stands in the token');
  });

  it('are tried once an API has refused one that is served as it is', async () => {
    const token = (await test.connection.token('tapis3')).access_token;
    const pasted = { profile: 'tapis3', flow: 'paste', refresh_token: token } as const;
    const { account: served } = await test.connection.startSignIn(pasted);
    assert.equal(served?.grant_kind, 'access_token');
    const refused = { rejected: hash('sha256', token) };
    await clock.advance(60_000);
    assert.equal((await test.connection.token('tapis3', refused)).access_token, token, 'the server takes it');
    tapis.expireAccessTokens();
    await clock.advance(60_000);
    await assert.rejects(test.connection.token('tapis3', refused), { code: 'signed_out' });
  });
});
