import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignIn, SignInCreation } from '../../../../daemon/api.ts';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { endOf, nextEvent } from '../../../support/sign-in.ts';
import { startTapis3, type Tapis3StandIn } from '../../../support/tapis3.ts';

const password = 'canary-password';
const key = 'canary-client-key';

describe('a sign-in at Tapis v3', () => {
  let clock: FakeClock;
  let tapis: Tapis3StandIn;
  let test: TestDaemon;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    tapis = await startTapis3();
    tapis.addClient('own', key, 'alice');
    tapis.addClient('shared', key, 'admin');
    const profile = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' };
    const withKey = { client_id: 'shared', token_endpoint_auth_method: 'client_secret_basic' as const };
    test = await startTestDaemon({
      clock,
      profiles: {
        tapis3: profile,
        own: { ...profile, client_id: 'own' },
        shared: { ...profile, client_id: 'shared' },
        keyed: { ...profile, ...withKey },
        unknown: { ...profile, client_id: 'nobody' },
        nowhere: { ...profile, issuer: 'https://tapis.invalid' },
      },
    });
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const start = (given: Partial<SignInCreation> = {}): Promise<SignIn> =>
    test.connection.startSignIn({ profile: 'tapis3', flow: 'password', username: 'alice', password, ...given });
  const accounts = async () => (await test.connection.accounts()).accounts;
  const made = () => [...tapis.clients.values()].filter(({ description }) => description.includes('Tokenwell'));

  async function refusedWith(code: string, words: RegExp, given: Partial<SignInCreation> = {}): Promise<void> {
    await assert.rejects(start(given), (error: Error & { code?: string }) => {
      assert.match(error.message, words);
      assert.equal(error.code, code);
      assert.ok(!error.message.includes('canary'));
      return true;
    });
    assert.deepEqual(await accounts(), []);
  }

  async function isTaken(profile = 'tapis3'): Promise<boolean> {
    const { access_token: token } = await test.connection.token(profile);
    const answer = await fetch(`${tapis.origin}/v3/systems`, { headers: { 'x-tapis-token': token } });
    return answer.ok;
  }

  async function signInByCode(profile: string, given: Partial<SignInCreation> = {}): Promise<SignIn> {
    const started = await test.connection.startSignIn({ profile, flow: 'device', ...given });
    tapis.enterCode(started.user_code ?? '');
    return pollTo(started);
  }

  /** The next poll brings the end. */
  async function pollTo({ id }: SignIn): Promise<SignIn> {
    const ended = nextEvent(test.daemon.services.events, (event) => endOf(event, id));
    await clock.advance(5_000);
    return ended;
  }

  /** The next poll brings nothing, and another will come. */
  async function pollInVain(): Promise<void> {
    await clock.advance(5_000);
    while (!clock.pending.includes(5_000)) await new Promise((resolve) => setImmediate(resolve));
  }

  describe('with user name and password', () => {
    it('makes a client, and serves a token that the services take', async () => {
      const { account } = await start();
      assert.deepEqual([account?.name, made().length], ['alice', 1]);
      assert.ok(await isTaken());
    });

    it('uses the client again that it made before, and leaves nothing behind', async () => {
      await start();
      await test.connection.signOut((await accounts())[0]?.id ?? '');
      assert.equal(tapis.alive.size, 0);
      await start();
      await start();
      assert.deepEqual([made().length, (await accounts()).length], [1, 1]);
    });

    it('leaves neither the password nor the client’s key in any file', async () => {
      await start();
      const secret = made()[0]?.client_key ?? assert.fail('no client was made');
      for (const file of readdirSync(test.home, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const content = readFileSync(join(file.parentPath, file.name));
        assert.ok(!content.includes(password) && !content.includes(secret), file.name);
      }
    });

    it('takes a client whose key is given, and makes none', async () => {
      await start({ profile: 'keyed', client_secret: key });
      assert.deepEqual([made().length, await isTaken('keyed')], [0, true]);
    });

    it('takes the client that the profile names where it is the person’s own', async () => {
      await start({ profile: 'own' });
      assert.equal(made().length, 0);
      assert.equal((await accounts())[0]?.grant_kind, 'refresh_token');
    });

    it('gets a token that is not renewed where the person may make no clients', async () => {
      tapis.instead('/v3/oauth2/clients', { status: 403, body: '{"message":"Not authorized"}' });
      await start();
      assert.equal((await accounts())[0]?.grant_kind, 'access_token');
      assert.ok(await isTaken());
    });

    it('deletes the client again where its token is refused', async () => {
      const refused = start();
      await refused;
      await test.connection.signOut((await accounts())[0]?.id ?? '');
      for (const client of made()) tapis.clients.delete(client.client_id);
      tapis.instead('/v3/oauth2/clients', {
        status: 200,
        body: JSON.stringify({ result: { client_id: 'ghost', client_key: 'canary-ghost' } }),
      });
      await refusedWith('authorization_server_refused', /does not know this client, or not with this key/);
      assert.ok(tapis.received.includes('DELETE /v3/oauth2/clients/ghost'));
    });

    it('says that a password is wrong, and stores nothing', async () => {
      await refusedWith('authorization_server_refused', /does not accept this user name and password/, {
        password: 'canary-wrong',
      });
      assert.equal(made().length, 0);
    });

    it('says that a client’s key is wrong, and does not repeat it as the server does', async () => {
      const given = { profile: 'keyed', client_secret: 'canary-wrong-key' };
      await refusedWith('authorization_server_refused', /does not know this client, or not with this key/, given);
    });

    it('says that a host is unknown', async () => {
      await refusedWith('authorization_server_unavailable', /tapis\.invalid cannot be reached/, { profile: 'nowhere' });
    });

    it('says that a web page answered', async () => {
      tapis.instead('/v3/oauth2/tokens', { status: 200, body: '<html>Please log in</html>', type: 'text/html' });
      await refusedWith('authorization_server_broken', /it is a web page, perhaps of a proxy or a login form/);
    });

    it('says that the server is out of order, also where it calls that a bad request', async () => {
      tapis.instead('/v3/oauth2/tokens', { status: 500, body: 'oops' });
      await refusedWith('authorization_server_unavailable', /is out of order \(HTTP 500\)/);
      const message = 'Failure to generate an access token; please try again later.';
      tapis.instead('/v3/oauth2/tokens', { status: 400, body: JSON.stringify({ message }) });
      await refusedWith('authorization_server_unavailable', /cannot do it now, and asks to try again later/);
    });

    it('says that an answer without a token in it is of no use', async () => {
      tapis.instead('/v3/oauth2/tokens', { status: 200, body: '{"result":{"access_token":"flat"}}' });
      await refusedWith('authorization_server_broken', /answered without an access token/);
    });
  });

  describe('with a code', () => {
    it('waits until somebody has entered it, at the address that the server names', async () => {
      const started = await test.connection.startSignIn({ profile: 'own', flow: 'device' });
      assert.equal(started.verification_uri, `${tapis.origin}/v3/oauth2/device?client_id=own`);
      assert.ok(Math.abs((started.expires_in ?? 0) - 600) <= 2, 'from the date that stands for the seconds');
      await pollInVain();
      assert.equal((await test.connection.signIn(started.id)).state, 'waiting');
      tapis.enterCode(started.user_code ?? '');
      assert.equal((await pollTo(started)).account?.name, 'alice');
      assert.ok(await isTaken('own'));
    });

    it('is renewed with the key that the server tells of one’s own client', async () => {
      await signInByCode('own');
      assert.equal((await accounts())[0]?.grant_kind, 'refresh_token');
    });

    it('is renewed with the key that the person gives', async () => {
      await signInByCode('keyed', { client_secret: key });
      assert.equal((await accounts())[0]?.grant_kind, 'refresh_token');
    });

    it('serves the token as it is, to its end, where the key is not known', async () => {
      await signInByCode('shared');
      const [account] = await accounts();
      assert.equal(account?.grant_kind, 'access_token');
      const days = ((account?.grant_ends_at ?? 0) - Date.now() / 1000) / 86_400;
      assert.ok(days > 29 && days < 31, `it ends in ${days} days`);
      assert.equal(tapis.alive.size, 1, 'the refresh token that nobody can use is revoked');
    });

    it('ends when the code does, and stores nothing', async () => {
      const started = await test.connection.startSignIn({ profile: 'own', flow: 'device' });
      tapis.endDeviceCodes();
      assert.equal((await pollTo(started)).state, 'expired');
      assert.deepEqual(await accounts(), []);
    });

    it('says that the server does not know the client', async () => {
      await refusedWith('authorization_server_refused', /does not know this client/, {
        ...{ profile: 'unknown', flow: 'device' },
      });
    });

    it('says where to get a client', async () => {
      await refusedWith('flow_not_supported', /needs a client: make one with `tokenwell apps create`/, {
        flow: 'device',
      });
    });

    it('stores nothing of a sign-in that was given up', async () => {
      const started = await test.connection.startSignIn({ profile: 'own', flow: 'device' });
      await test.connection.cancelSignIn(started.id);
      tapis.enterCode(started.user_code ?? '');
      await clock.advance(60_000);
      assert.deepEqual([await accounts(), tapis.alive.size], [[], 0]);
    });
  });

  describe('with a token that the person has', () => {
    /** As another program gets them, with a client. */
    async function tokens(): Promise<{ access: string; refresh: string }> {
      const answer = await fetch(`${tapis.origin}/v3/oauth2/tokens`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`shared:${key}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'password', username: 'alice', password }),
      });
      const { result } = (await answer.json()) as { result: Record<string, Record<string, string>> };
      return { access: result.access_token?.access_token ?? '', refresh: result.refresh_token?.refresh_token ?? '' };
    }

    it('serves an access token until it ends', async () => {
      await start({ flow: 'paste', refresh_token: (await tokens()).access });
      assert.deepEqual([(await accounts())[0]?.grant_kind, await isTaken()], ['access_token', true]);
    });

    it('renews with a refresh token and its client', async () => {
      const { refresh } = await tokens();
      await start({ profile: 'keyed', flow: 'paste', client_secret: key, refresh_token: refresh });
      assert.deepEqual([(await accounts())[0]?.grant_kind, await isTaken('keyed')], ['refresh_token', true]);
    });

    it('says that a refresh token needs its client, and that another token is not taken', async () => {
      const { refresh } = await tokens();
      const words = /only for the client that it was issued to/;
      await refusedWith('bad_request', words, { flow: 'paste', refresh_token: refresh });
      const wrong = { flow: 'paste', refresh_token: 'canary-wrong' } as const;
      await refusedWith('authorization_server_refused', /does not take this token/, wrong);
    });
  });
});
