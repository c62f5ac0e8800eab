import assert from 'node:assert/strict';
import type { NomadOptions } from '../../../support/nomad.ts';
import { code, day, type Stage, setStage } from './stage.ts';

const kind = 'personal_access_token';

describe('personal access tokens of NOMAD', () => {
  let stage: Stage;
  let account: string;
  const set = async (options: NomadOptions = {}) => {
    stage = await setStage(options);
    account = (await stage.signIn()).id;
    return stage;
  };
  afterEach(() => stage.close());

  const list = async () =>
    (await stage.test.connection.longLivedTokens(account)).tokens.filter((token) => token.kind === kind);
  const create = (values = {}) => stage.create(account, kind, { name: 'ci', ...values });

  for (const personalTokens of ['/auth/pats', '/pats'] as const) {
    it(`are made, listed, given a new value and revoked at ${personalTokens}`, async () => {
      const { clock, nomad, test, show } = await set({ personalTokens });
      const { id, value } = await create({ description: 'nightly', scope: 'uploads:read users:read', expires_in: day });
      const [token] = await list();
      assert.deepEqual(
        [token?.id, token?.description, token?.scope, token?.expires_at],
        [id, 'ci: nightly', 'uploads:read users:read', clock.now().wall / 1000 + day],
      );
      const secret = await show(value);
      const rotated = await test.connection.rotateLongLivedToken(account, id);
      const successor = await show(rotated.one_time_value ?? assert.fail('no new value'));
      assert.notEqual(successor, secret);
      const newId = rotated.token?.id ?? '';
      assert.deepEqual(
        (await list()).map((one) => one.id),
        [newId],
      );
      assert.equal((await test.connection.testLongLivedToken(account, newId, { value: secret })).works, false);
      const trial = await test.connection.testLongLivedToken(account, newId, { value: successor });
      assert.deepEqual([trial.works, trial.as], [true, 'alice']);
      assert.equal((await test.connection.revokeLongLivedToken(account, newId)).revocation, 'revoked');
      assert.deepEqual(await list(), []);
      assert.ok(nomad.personalTokens.all.every(({ revoked }) => revoked));
    });
  }

  it('are not offered where NOMAD is older than they are', async () => {
    const { test } = await set({ personalTokens: 'none' });
    const { token_kinds: kinds, notes } = await test.connection.accountCapabilities(account);
    assert.deepEqual(
      kinds.map((one) => one.kind),
      ['app_token'],
    );
    assert.match(notes.join(), /came with version 2\.0/);
    assert.deepEqual(await list(), []);
    await assert.rejects(create(), code('action_not_supported'));
  });

  it('are listed to the last page', async () => {
    const { nomad } = await set();
    const request = { method: 'POST', query: new URLSearchParams(), path: '', bearer: '' };
    const who = { user: 'alice', scopes: ['*'], refusal: { status: 401, body: {} } };
    for (let number = 0; number < 205; number++) {
      const body = JSON.stringify({ metadata: { name: `token ${number}`, scopes: ['users:read'] } });
      nomad.personalTokens.answer(who, { ...request, body }, '');
    }
    assert.equal((await list()).length, 205);
  });

  it('are refused in words where the server does not give them', async () => {
    const { nomad } = await set();
    await assert.rejects(create({ scope: 'tokens:create' }), code('bad_request', /begins with `tokens:`/));
    await assert.rejects(create({ scope: 'moon:read' }), code('bad_request', /does not know one of these scopes/));
    await assert.rejects(create({ expires_in: 366 * day }), code('bad_request', /365 days/));
    const kinds = await stage.test.connection.accountCapabilities(account);
    assert.equal(kinds.token_kinds[0]?.kind, kind);
    assert.deepEqual(nomad.personalTokens.all, []);
  });

  it('are said to live on where a revocation did nothing', async () => {
    const { test, show } = await set({ revokesNothing: true });
    const { id, value } = await create();
    const secret = await show(value);
    const failed = code('authorization_server_refused', /says that the token was revoked, but it still/);
    await assert.rejects(test.connection.revokeLongLivedToken(account, id), failed);
    await assert.rejects(test.connection.revokeLongLivedToken(account, id, { value: secret }), failed);
    assert.equal((await list()).length, 1);
  });

  it('are held against their use when they are revoked where they are kept', async () => {
    const { nomad, test } = await set({ revokesNothing: true });
    const { id, value } = await create();
    await test.connection.keepOneTimeValue(value.id, { profile: 'ci' });
    await assert.rejects(
      test.connection.revokeLongLivedToken(account, id),
      code('authorization_server_refused', /says that the token was revoked, but it still works/),
    );
    assert.equal((await test.connection.token('ci')).access_token, nomad.personalTokens.all[0]?.value);
  });

  it('work without telling whose they are where their scopes leave that out', async () => {
    const { test, show } = await set();
    const { id, value } = await create({ scope: 'uploads:read' });
    const trial = await test.connection.testLongLivedToken(account, id, { value: await show(value) });
    assert.deepEqual([trial.works, trial.as], [true, null]);
  });

  it('are served when they are kept, with their new value after a rotation, until they are revoked', async () => {
    const { nomad, test } = await set();
    const { id, value } = await create();
    const kept = await test.connection.keepOneTimeValue(value.id, { profile: 'ci' });
    assert.equal(kept.scope, 'entries:read uploads:read users:read');
    assert.equal((await test.connection.token('ci')).access_token, nomad.personalTokens.all[0]?.value);
    const { token } = await test.connection.rotateLongLivedToken(account, id);
    assert.equal((await test.connection.token('ci')).access_token, nomad.personalTokens.all[1]?.value);
    const [listed] = await list();
    assert.deepEqual([listed?.id, listed?.kept_as], [token?.id, 'ci']);
    assert.equal((await test.connection.testLongLivedToken(account, token?.id ?? '')).works, true);
    assert.equal((await test.connection.revokeLongLivedToken(account, token?.id ?? '')).revocation, 'revoked');
    await assert.rejects(test.connection.token('ci'), code('signed_out'));
  });

  it('cannot end themselves, so a sign-out of the profile that keeps one says who can', async () => {
    const { test } = await set();
    const { value } = await create();
    const kept = await test.connection.keepOneTimeValue(value.id, { profile: 'ci' });
    const end = await test.connection.signOut(kept.id);
    assert.equal(end.revocation, 'failed');
    assert.match(end.detail, /cannot end itself: revoke it in the list of the account that made it/);
    assert.equal((await list()).length, 1);
  });

  it('are not confused by odd entries and hostile names', async () => {
    const { nomad } = await set();
    const odd = [
      null,
      7,
      {},
      { id: '../../users' },
      { id: 'a1', name: 'x\u202e\u0000<b>', scopes: ['a:b', 'bad\nscope', 3] },
    ];
    nomad.on('/api/v1/auth/pats', { status: 200, body: { data: [...odd, { id: 'b2', revoked: true }] } });
    assert.deepEqual(
      (await list()).map(({ id, description, scope, expires_at: end, expiry }) => ({
        id,
        description,
        scope,
        end,
        expiry,
      })),
      [{ id: 'a1', description: 'x<b>', scope: 'a:b', end: null, expiry: 'unknown' }],
    );
  });
});
