import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { LongLivedToken, OneTimeValue, SignOutResponse, TokenRevocation } from '../../../daemon/api.ts';
import { TokenwellError } from '../../../daemon/errors.ts';
import { RevokeAll } from '../../../daemon/management/revoke-all.ts';
import { databaseFailure, sqliteResult } from '../../../daemon/store/database-failure.ts';
import { SqliteRecords } from '../../../daemon/store/sqlite-records.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { OfflineTokens } from '../../support/offline-tokens.ts';
import { signIn, signInByCode } from '../../support/sign-in.ts';

describe('revoking everything', () => {
  let stage: OfflineTokens;
  let test: TestDaemon;

  beforeEach(async () => {
    stage = await OfflineTokens.start();
    test = stage.daemon;
  });
  afterEach(() => stage.close());

  it('revokes the tokens that are kept, tells which live on, and forgets values that were to be shown', async () => {
    const kept = await stage.create('kept');
    await test.connection.keepOneTimeValue(kept.value.id, { profile: 'nightly' });
    const elsewhere = await stage.create('elsewhere');
    const { results, tokens } = await test.connection.revokeAll();
    assert.deepEqual(
      results.map((result) => [result.account, result.revocation]),
      [[stage.account, 'revoked']],
    );
    assert.deepEqual(tokens.map(({ description, revocation }) => [description, revocation]).sort(), [
      ['elsewhere', 'not_supported'],
      ['kept', 'revoked'],
    ]);
    assert.match(tokens.find(({ token }) => token === elsewhere.id)?.detail ?? '', /Only its value names it/);
    assert.deepEqual((await test.connection.accounts()).accounts, []);
    await assert.rejects(
      test.connection.showOneTimeValue(elsewhere.value.id),
      (error: { code?: string }) => error.code === 'one_time_value_gone',
    );
  });

  it('remembers afterwards what was revoked and what was not', async () => {
    const kept = await stage.create('kept');
    await test.connection.keepOneTimeValue(kept.value.id, { profile: 'nightly' });
    await stage.create('elsewhere');
    await test.connection.revokeAll();
    const { id } = await signIn(test, stage.server, { clock: stage.clock });
    const { tokens } = await test.connection.longLivedTokens(id);
    assert.deepEqual(tokens.map(({ description, state }) => [description, state]).slice(1), [
      ['kept', 'revoked'],
      ['elsewhere', 'active'],
    ]);
  });
});

describe('revoking everything, with a disk that takes no more', () => {
  let servers: AuthorizationServer[];
  let test: TestDaemon;
  const { remove } = SqliteRecords.prototype;

  beforeEach(async () => {
    servers = await Promise.all([startAuthorizationServer(), startAuthorizationServer()]);
    const [here, there] = servers.map(({ issuer, clientId }) => ({ issuer, client_id: clientId }));
    test = await startTestDaemon({ profiles: { one: here, two: here, three: here, elsewhere: there } as never });
  });
  afterEach(async () => {
    SqliteRecords.prototype.remove = remove;
    await test.close();
    for (const server of servers) await server.close();
  });

  it('goes on with the other sign-ins, and tells of the one that could not be finished', async () => {
    const [here, there] = servers as [AuthorizationServer, AuthorizationServer];
    const accounts: Record<string, string> = {};
    for (const profile of ['one', 'two', 'three'])
      accounts[profile] = (await signInByCode(test.connection, here, { profile })).id;
    accounts.elsewhere = (await signInByCode(test.connection, there, { profile: 'elsewhere' })).id;
    refuseToForget(accounts.two);
    const { results } = await test.connection.revokeAll();
    const outcomes = Object.fromEntries(results.map(({ account, revocation }) => [account, revocation]));
    assert.deepEqual(
      Object.entries(accounts).map(([profile, id]) => [profile, outcomes[id]]),
      [
        ['one', 'revoked'],
        ['two', 'failed'],
        ['three', 'revoked'],
        ['elsewhere', 'revoked'],
      ],
    );
    const failed = results.find(({ account }) => account === accounts.two);
    assert.match(failed?.detail ?? '', /^The sign-out could not be finished\. The disk that holds state\.db is full\./);
  });

  function refuseToForget(account = ''): void {
    SqliteRecords.prototype.remove = function (id) {
      if (id === account) throw databaseFailure({ errcode: sqliteResult.full }, 'state.db');
      remove.call(this, id);
    };
  }
});

describe('revoking everything, with servers of all kinds', () => {
  const token = (id: string, change: Partial<LongLivedToken> = {}) =>
    ({
      ...{ id, account: 'a', kind: 'pat', kind_label: 'PAT', description: id, own: true, state: 'active' },
      ...{
        this_sign_in: false,
        in_use: false,
        kept_as: null,
        actions: ['revoke'],
        value_needed_for: [],
        expires_at: null,
      },
      ...change,
    }) as LongLivedToken;

  function panic(
    tokens: Record<string, LongLivedToken[] | Error | Promise<never>>,
    refuse: Record<string, Error> = {},
  ) {
    const calls: string[] = [];
    const service = new RevokeAll({
      accounts: {
        list: () => Object.keys(tokens).map((id) => ({ id, issuer: `https://${id}.example` })) as never,
        async signOut(account): Promise<SignOutResponse> {
          calls.push(`sign out ${account}`);
          return { account, revocation: 'revoked', detail: 'It ended it.', may_live_until: null };
        },
      },
      longLivedTokens: {
        async list(account) {
          const listed = await tokens[account];
          if (listed instanceof Error) throw listed;
          return listed ?? [];
        },
        left: () => [],
        async revoke(_account, id): Promise<TokenRevocation> {
          calls.push(`revoke ${id}`);
          if (refuse[id]) throw refuse[id];
          return { token: id, revocation: 'revoked', detail: 'It ended it.', may_live_until: null };
        },
      },
      values: { forgetAll: () => calls.push('forget values') },
      log: { error() {} } as never,
    });
    return { calls, ended: service.revokeAll() };
  }

  it('revokes before it signs out, and touches nothing of others and nothing that has ended', async () => {
    const { calls, ended } = panic({
      a: [token('mine'), token('theirs', { own: false }), token('old', { state: 'revoked' })],
    });
    await ended;
    assert.deepEqual(calls, ['forget values', 'revoke mine', 'sign out a']);
  });

  it('tells until when what cannot be revoked may live', async () => {
    const { ended } = panic(
      {
        a: [
          token('stubborn', { actions: [], expires_at: 1000 }),
          token('refused', { expires_at: 2000 }),
          token('gone'),
        ],
      },
      {
        refused: new TokenwellError('not_permitted', 'The server does not let you.'),
        gone: new TokenwellError('token_not_found', 'There is none.'),
      },
    );
    const { tokens } = await ended;
    assert.deepEqual(
      tokens.map(({ description, revocation, may_live_until }) => [description, revocation, may_live_until]),
      [
        ['stubborn', 'not_supported', 1000],
        ['refused', 'failed', 2000],
        ['gone', 'already_ended', null],
      ],
    );
  });

  it('signs out where the list cannot be had, and says that tokens may be alive', async () => {
    const { ended } = panic({
      a: new TokenwellError('authorization_server_unavailable', 'a.example does not answer.'),
    });
    const { results } = await ended;
    assert.match(results[0]?.detail ?? '', /may be alive: a\.example does not answer\./);
  });

  it('lets a slow server delay no other', async () => {
    const { calls } = panic({ slow: new Promise<never>(() => {}), quick: [token('quick token')] });
    await delay(0);
    assert.deepEqual(calls, ['forget values', 'revoke quick token', 'sign out quick']);
  });
});
