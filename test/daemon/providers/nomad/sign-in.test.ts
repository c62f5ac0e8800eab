import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type NomadOptions, password } from '../../../support/nomad.ts';
import { nextEvent } from '../../../support/sign-in.ts';
import { code, type Stage, setStage } from './stage.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

describe('a sign-in at NOMAD', () => {
  let stage: Stage;
  const set = async (options: NomadOptions = {}, profile = {}) => {
    stage = await setStage(options, profile);
    return stage;
  };
  afterEach(() => stage.close());

  const paste = async (value: string) =>
    stage.test.connection.startSignIn({ profile: 'nomad', flow: 'paste', refresh_token: value });

  describe('with user name and password', () => {
    it('gives a session that its realm renews', async () => {
      const { clock, nomad, test, signIn } = await set();
      const account = await signIn();
      assert.deepEqual(
        [account.name, account.issuer, account.grant_kind, account.session_ends_at],
        ['alice', nomad.address, 'refresh_token', null],
      );
      const first = await test.connection.token('nomad');
      assert.equal(nomad.realm.userOf(first.access_token), 'alice');
      await clock.advance(301_000);
      const second = await test.connection.token('nomad');
      assert.notEqual(second.access_token, first.access_token);
      assert.equal(nomad.realm.userOf(second.access_token), 'alice');
    });

    it('keeps neither of them', async () => {
      const { test, signIn } = await set();
      await signIn();
      assert.ok(!JSON.stringify(await test.connection.accounts()).includes(password));
      assert.ok(!readFileSync(test.paths.database).includes(password));
    });

    it('is ended at the realm by a sign-out', async () => {
      const { nomad, test, signIn } = await set();
      const { id } = await signIn();
      assert.equal(nomad.realm.liveSessions, 1);
      assert.equal((await test.connection.signOut(id)).revocation, 'revoked');
      assert.equal(nomad.realm.liveSessions, 0);
    });

    for (const [what, options] of [
      ['only NOMAD itself can renew', { clientHasSecret: true }],
      ['an older version gave, without a refresh token,', { tokenSet: 'access_token' }],
    ] as const) {
      it(`says when a session ends that ${what} and then asks to sign in again`, async () => {
        const { clock, test, signIn } = await set(options);
        const account = await signIn();
        const now = Math.floor(clock.now().wall / 1000);
        assert.equal(account.grant_kind, 'access_token');
        assert.ok(Math.abs((account.session_ends_at ?? 0) - now - 300) <= 1);
        assert.ok(((await test.connection.token('nomad')).expires_in ?? 0) > 290);
        await clock.advance(302_000);
        await assert.rejects(test.connection.token('nomad'), code('signed_out', /nothing can renew it.*login nomad/));
      });
    }

    it('is refused in words where they are wrong, and stores nothing', async () => {
      const { test } = await set();
      const wish = { profile: 'nomad', flow: 'password' as const, username: 'alice', password: 'canary-wrong' };
      await assert.rejects(
        test.connection.startSignIn(wish),
        code('authorization_server_refused', /does not know this user name and password/),
      );
      assert.deepEqual((await test.connection.accounts()).accounts, []);
      assert.ok(!readFileSync(test.paths.database).includes('canary-wrong'));
    });
  });

  describe('by the device flow of its realm', () => {
    it('finds the realm by what NOMAD tells its own web interface', async () => {
      const { clock, nomad, test } = await set();
      assert.deepEqual((await test.connection.capabilities('nomad')).flows, ['device', 'code', 'password', 'paste']);
      const started = await test.connection.startSignIn({ profile: 'nomad', flow: 'device' });
      nomad.realm.approve(started.user_code ?? '', 'bob');
      const ended = nextEvent(test.daemon.services.events, (event) =>
        event.type === 'sign_in' && event.sign_in.state !== 'waiting' ? event.sign_in : undefined,
      );
      await clock.advance(5_000);
      const { account } = await ended;
      assert.deepEqual([account?.name, account?.issuer, account?.grant_kind], ['bob', nomad.address, 'refresh_token']);
      await clock.advance(301_000);
      assert.equal(nomad.realm.userOf((await test.connection.token('nomad')).access_token), 'bob');
    });

    it('takes the endpoints of the profile where NOMAD tells no realm', async () => {
      const { nomad, test } = await set({ webInterface: false });
      await assert.rejects(
        test.connection.startSignIn({ profile: 'nomad', flow: 'device' }),
        code('flow_not_supported', /does not tell the realm/),
      );
      assert.deepEqual((await test.connection.capabilities('nomad')).flows, ['password', 'paste']);
      const at = (path: string) => `${nomad.realm.issuer}/protocol/openid-connect${path}`;
      await test.connection.addProfile({
        name: 'told',
        definition: {
          ...{ provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' },
          endpoints: { token: at('/token'), device_authorization: at('/auth/device') },
        },
      });
      const started = await test.connection.startSignIn({ profile: 'told', flow: 'device' });
      assert.equal(started.state, 'waiting');
      assert.deepEqual((await test.connection.capabilities('told')).flows, ['device', 'password', 'paste']);
    });

    it('stores nothing when it is left half done', async () => {
      const { clock, nomad, test } = await set();
      const { id } = await test.connection.startSignIn({ profile: 'nomad', flow: 'device' });
      await clock.advance(20_000);
      await test.connection.cancelSignIn(id);
      assert.deepEqual((await test.connection.accounts()).accounts, []);
      assert.equal(nomad.realm.liveSessions, 0);
    });
  });

  describe('by pasting a token', () => {
    it('serves an app token as it is, until it ends', async () => {
      const { clock, nomad, test, signIn, create, show } = await set();
      const { id, name } = await signIn();
      const { value } = await create(id, 'app_token', { description: 'cluster', expires_in: 3600 });
      const secret = await show(value);
      await test.connection.signOut(id);
      const { account } = await paste(`${secret}\n`);
      assert.deepEqual([account?.name, account?.grant_kind], [name, 'access_token']);
      const before = nomad.received.length;
      const token = await test.connection.token('nomad');
      assert.deepEqual([token.access_token, token.expires_in], [secret, 3600]);
      assert.equal(nomad.received.length, before);
      await clock.advance(3_601_000);
      await assert.rejects(test.connection.token('nomad'), code('signed_out', /come to its end/));
    });

    it('takes a refresh token of the realm', async () => {
      const { nomad, test } = await set();
      const { refresh_token: refreshToken } = await nomad.realm.issue('bob', 'tokenwell');
      const { account } = await paste(refreshToken);
      assert.deepEqual([account?.name, account?.grant_kind], ['bob', 'refresh_token']);
      assert.equal(nomad.realm.userOf((await test.connection.token('nomad')).access_token), 'bob');
    });

    it('refuses one that is not valid, and stores nothing', async () => {
      const { test } = await set();
      await assert.rejects(paste('nomad_pat_canary-nobody'), code('authorization_server_refused', /not valid there/));
      assert.deepEqual((await test.connection.accounts()).accounts, []);
    });

    it('notices that a served token was revoked once an API has refused it', async () => {
      const { nomad, test, signIn, create, show } = await set();
      const { id } = await signIn();
      const { value } = await create(id, 'personal_access_token', { name: 'ci' });
      const secret = await show(value);
      await test.connection.signOut(id);
      await paste(secret);
      for (const token of nomad.personalTokens.all) token.revoked = true;
      assert.equal((await test.connection.token('nomad')).access_token, secret);
      await assert.rejects(test.connection.token('nomad', { rejected: hashOf(secret) }), code('signed_out'));
    });
  });
});
