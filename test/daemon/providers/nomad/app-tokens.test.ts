import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { unprocessable } from '../../../support/nomad.ts';
import { code, day, type Stage, setStage } from './stage.ts';

describe('app tokens of NOMAD', () => {
  let stage: Stage;
  let account: string;
  const set = async (options = {}) => {
    stage = await setStage(options);
    account = (await stage.signIn()).id;
    return stage;
  };
  afterEach(() => stage.close());

  const kindOf = async (id = account) =>
    (await stage.test.connection.accountCapabilities(id)).token_kinds.find(({ kind }) => kind === 'app_token');
  const list = async (id = account) =>
    (await stage.test.connection.longLivedTokens(id)).tokens.filter(({ kind }) => kind === 'app_token');
  const create = (seconds = 3 * day) =>
    stage.create(account, 'app_token', { description: 'cluster job', expires_in: seconds });

  it('are offered with the longest life that this server allows, learned from its refusal', async () => {
    const { nomad } = await set({ longestAppToken: 10 * day });
    const kind = await kindOf();
    const life = kind?.create?.fields.find(({ name }) => name === 'expires_in');
    assert.deepEqual([life?.type, life?.maximum, life?.default], ['duration', 10 * day, 7 * day]);
    assert.match(life?.help ?? '', /At most 10 days here/);
    assert.deepEqual([kind?.recorded, kind?.revocation.possible], ['here', false]);
    assert.equal(nomad.appTokens.length, 0, 'asking for the limit made a token');
    await assert.rejects(create(11 * day), code('bad_request', /864000 seconds \(10 days\) at most/));
  });

  it('have their limit read from the words where there are only words', async () => {
    const { nomad } = await set();
    const message = 'ensure this value is less than or equal to 86400';
    nomad.on('/api/v1/auth/app_token', unprocessable('value_error', ['query', 'expires_in'], message));
    assert.equal((await kindOf())?.create?.fields.find(({ name }) => name === 'expires_in')?.maximum, day);
  });

  it('are offered without a limit where the server tells none', async () => {
    const { nomad } = await set();
    nomad.on('/api/v1/auth/app_token', { status: 500, body: { detail: { reason: 'Unexpected exception' } } });
    assert.equal((await kindOf())?.create?.fields.find(({ name }) => name === 'expires_in')?.maximum, null);
  });

  it('are shown once, and recorded here with their end', async () => {
    const { clock, nomad, test, show } = await set();
    const { id, value } = await create();
    const end = clock.now().wall / 1000 + 3 * day;
    const [token] = await list();
    assert.deepEqual(
      [token?.id, token?.description, token?.expires_at, token?.created_at, token?.actions],
      [id, 'cluster job', end, clock.now().wall / 1000, ['test']],
    );
    assert.match(token?.notes[0] ?? '', /^Cannot be revoked: it works until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
    const secret = await show(value);
    assert.equal(secret, nomad.appTokens[0]);
    await assert.rejects(show(value), code('one_time_value_gone'));
    assert.ok(!JSON.stringify(await list()).includes(secret));
    assert.ok(!readFileSync(test.paths.database).includes(secret));
  });

  it('are tried by their use, also when they have expired', async () => {
    const { clock, test, show } = await set();
    const { id, value } = await create(600);
    const secret = await show(value);
    await assert.rejects(test.connection.testLongLivedToken(account, id), code('value_needed'));
    const trial = await test.connection.testLongLivedToken(account, id, { value: secret });
    assert.deepEqual([trial.works, trial.as, trial.expires_at], [true, 'alice', clock.now().wall / 1000 + 600]);
    clock.suspend(601_000);
    const later = await test.connection.testLongLivedToken(account, id, { value: secret });
    assert.deepEqual([later.works, later.detail], [false, 'It does not work: it has expired.']);
    assert.equal((await list())[0]?.state, 'expired');
  });

  it('cannot be revoked, and that is said', async () => {
    const { test } = await set();
    const { id, value } = await create();
    await assert.rejects(
      test.connection.revokeLongLivedToken(account, id),
      code('action_not_supported', /no way to end one: it works until it expires/),
    );
    await test.connection.keepOneTimeValue(value.id, { profile: 'job' });
    await assert.rejects(test.connection.revokeLongLivedToken(account, id), code('action_not_supported'));
    assert.equal((await test.connection.token('job')).profile, 'job');
  });

  it('are served from a profile of their own when they are kept, and can be tried there', async () => {
    const { clock, nomad, test } = await set();
    const { id, value } = await create();
    const kept = await test.connection.keepOneTimeValue(value.id, { profile: 'job' });
    assert.deepEqual(
      [kept.name, kept.grant_kind, kept.session_ends_at],
      ['alice', 'access_token', clock.now().wall / 1000 + 3 * day],
    );
    const token = await test.connection.token('job');
    assert.deepEqual([token.access_token, token.expires_in], [nomad.appTokens[0], 3 * day]);
    const trial = await test.connection.testLongLivedToken(account, id);
    assert.deepEqual([trial.works, trial.as], [true, 'alice']);
    assert.match(trial.detail, /takes it/);
  });

  it('tell until when they live where the profile that keeps one is signed out', async () => {
    const { clock, test } = await set();
    const { value } = await create();
    const kept = await test.connection.keepOneTimeValue(value.id, { profile: 'job' });
    const end = await test.connection.signOut(kept.id);
    assert.deepEqual([end.revocation, end.may_live_until], ['not_supported', clock.now().wall / 1000 + 3 * day]);
    assert.equal((await list())[0]?.state, 'active');
  });

  it('cannot make another, and that is said', async () => {
    const { nomad, test } = await set();
    const { value } = await create();
    const { id } = await test.connection.keepOneTimeValue(value.id, { profile: 'job' });
    assert.equal((await kindOf(id))?.create, null);
    const { notes, token_kinds: kinds } = await test.connection.accountCapabilities(id);
    assert.deepEqual([notes.length, kinds.length], [1, 1]);
    const wish = { kind: 'app_token', values: { description: 'x', expires_in: 60 } };
    await assert.rejects(test.connection.createLongLivedToken(id, wish), code('action_not_supported'));
    // The server's own refusal, where it comes only when the token is asked for.
    nomad.on('/api/v1/auth/app_token', { status: 403, body: { detail: "Missing scopes: ['tokens:create']" } });
    assert.equal((await kindOf())?.create, null);
  });

  it('go with their token to NOMAD alone', async () => {
    const { nomad } = await set();
    await create();
    const elsewhere = nomad.received.filter(({ path, bearer }) => bearer && !path.startsWith('/nomad-oasis/api/v1/'));
    assert.deepEqual(
      elsewhere.map(({ path }) => path),
      [],
    );
    assert.ok(nomad.received.every(({ query }) => !JSON.stringify([...query]).includes('canary')));
  });
});
