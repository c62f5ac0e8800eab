import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startTapis, type TapisStandIn } from '../../../support/tapis.ts';

const password = 'canary-password';

describe('a password that the person wants kept at Tapis v2', () => {
  let clock: FakeClock;
  let users: Record<string, string>;
  let tapis: TapisStandIn;
  let test: TestDaemon;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    users = { alice: password };
    tapis = await startTapis({ users });
    const profile = { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' };
    const other = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none' };
    test = await startTestDaemon({ clock, profiles: { tapis: profile, other } });
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const signIn = async (keep: boolean) => {
    const wish = { profile: 'tapis', flow: 'password', username: 'alice', password, keep_password: keep } as const;
    return (await test.connection.startSignIn(wish)).account ?? assert.fail('not signed in');
  };
  const state = async () => (await test.connection.accounts()).accounts[0]?.state;

  async function renew(): Promise<string> {
    const { access_token: token } = await test.connection.token('tapis');
    // A token that is seconds old is not renewed again.
    await clock.advance(60_000);
    return (await test.connection.token('tapis', { rejected: hash('sha256', token) })).access_token;
  }

  it('is asked about only where use is made of it', async () => {
    assert.equal((await test.connection.capabilities('tapis')).may_keep_password, true);
    tapis.instead('/v3/oauth2/.well-known/oauth-authorization-server', { status: 200, body: '{"result":{}}' });
    assert.equal((await test.connection.capabilities('other')).may_keep_password, false);
    const before = tapis.received.length;
    const wish = { profile: 'other', flow: 'password', username: 'alice', password, keep_password: true } as const;
    await assert.rejects(test.connection.startSignIn(wish), { code: 'bad_request' });
    assert.equal(tapis.received.length, before);
  });

  it('renews the token where the refresh token is of no more use', async () => {
    await signIn(true);
    tapis.forgetRefreshTokens();
    assert.ok(await renew());
    assert.equal(await state(), 'signed_in');
    tapis.forgetRefreshTokens();
    assert.ok(await renew());
  });

  it('is not at hand where nobody wanted that', async () => {
    await signIn(false);
    tapis.forgetRefreshTokens();
    await assert.rejects(renew(), { code: 'signed_out' });
  });

  it('is forgotten with the next sign-in that does not want it kept', async () => {
    await signIn(true);
    await signIn(false);
    tapis.forgetRefreshTokens();
    await assert.rejects(renew(), { code: 'signed_out' });
  });

  it('ends the sign-in once it is wrong, and is not sent again', async () => {
    await signIn(true);
    users.alice = 'canary-changed';
    tapis.forgetRefreshTokens();
    await assert.rejects(renew(), { code: 'signed_out' });
    const before = tapis.received.length;
    await clock.advance(3_600_000);
    await assert.rejects(test.connection.token('tapis'), { code: 'signed_out' });
    assert.equal(tapis.received.length, before);
  });

  it('is in no file in plain text', async () => {
    await signIn(true);
    await renew();
    for (const file of readdirSync(test.home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!readFileSync(join(file.parentPath, file.name)).includes(password), file.name);
    }
  });

  it('manages clients without being asked for, which is said', async () => {
    const { id } = await signIn(true);
    const { applications, notes } = await test.connection.accountCapabilities(id);
    assert.equal(applications?.credentials, undefined);
    assert.match(notes.join(), /kept in the secret store, as you wanted/);
    assert.equal((await test.connection.applications(id)).applications.length, 1);
    users.alice = 'canary-changed';
    await assert.rejects(test.connection.applications(id), /not right any more: sign in again/);
  });

  it('deletes the client at sign-out', async () => {
    const { id } = await signIn(true);
    assert.equal((await test.connection.signOut(id)).revocation, 'revoked');
    assert.equal(tapis.clients.size, 0);
  });
});
