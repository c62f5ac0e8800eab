import assert from 'node:assert/strict';
import type { Connection } from '../../../clients/node/connection.ts';
import { OfflineTokens } from '../../support/offline-tokens.ts';
import { day, type Stage, setStage } from '../providers/nomad/stage.ts';

/** As `tokenwell tokens keep` does it. Resolves with the account. */
async function keep(connection: Connection, value: string, profile: string, like: string): Promise<string> {
  const { offers } = await connection.searchImports({ materials: [{ place: 'standard input', text: value }] });
  return (await connection.takeImport(offers[0]?.id ?? '', { profile, like })).account.id;
}

describe('a token that was made here, shown, and comes back', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });
  afterEach(() => stage.close());

  const made = async (kind: string, name: string) => {
    const { id: account } = await stage.signIn();
    const values = kind === 'app_token' ? { description: name } : { name, scope: 'users:read' };
    const { id, value } = await stage.create(account, kind, { ...values, expires_in: day });
    return { account, id, value: await stage.show(value) };
  };
  const rows = async (account: string) =>
    (await stage.test.connection.longLivedTokens(account)).tokens
      .filter(({ this_sign_in: itself }) => !itself)
      .map(({ description, kept_as: keptAs, value_needed_for: needed }) => [description, keptAs, needed]);

  it('is known although a list was on its way from the server when it was made', async () => {
    const { nomad, test } = stage;
    const { id: account } = await stage.signIn();
    let value = '';
    nomad.meanwhile = async ({ query }) => {
      if (!query.has('revoked')) return;
      nomad.meanwhile = undefined;
      const values = { name: 'cluster', scope: 'users:read', expires_in: day };
      value = await stage.show((await stage.create(account, 'personal_access_token', values)).value);
    };
    assert.deepEqual(await rows(account), [], 'the answer is from before');
    await keep(test.connection, value, 'job', 'nomad');
    assert.deepEqual(await rows(account), [['cluster', 'job', []]]);
  });

  for (const kind of ['app_token', 'personal_access_token']) {
    it(`is known as the ${kind} that it is, and is on the list once`, async () => {
      const { account, id, value } = await made(kind, 'cluster');
      assert.deepEqual(await rows(account), [['cluster', null, ['test']]]);
      const kept = await keep(stage.test.connection, value, 'job', 'nomad');
      assert.deepEqual(await rows(account), [['cluster', 'job', []]]);
      assert.equal((await stage.test.connection.testLongLivedToken(account, id)).works, true);
      await stage.test.connection.signOut(kept);
      assert.deepEqual(await rows(account), [['cluster', null, ['test']]]);
    });
  }

  it('is not taken for another one, nor for the one before its rotation', async () => {
    const { account, id, value } = await made('personal_access_token', 'ci');
    await keep(stage.test.connection, (await made('app_token', 'cluster')).value, 'job', 'nomad');
    const rotated = await stage.test.connection.rotateLongLivedToken(account, id);
    assert.deepEqual(await rows(account), [
      ['ci', null, ['test']],
      ['cluster', 'job', []],
    ]);
    assert.notEqual(value, await stage.show(rotated.one_time_value ?? assert.fail()));
  });
});

describe('an offline token that was made here, shown, and comes back', () => {
  it('is known although its first use has replaced it, and is revoked by what is kept', async () => {
    const stage = await OfflineTokens.start();
    try {
      const { connection } = stage.daemon;
      const { id, value } = await stage.create('nightly job');
      const shown = (await connection.showOneTimeValue(value.id)).parts[0]?.value ?? '';
      await keep(connection, shown, 'nightly', 'lab');
      const list = async () => (await connection.longLivedTokens(stage.account)).tokens.find((one) => one.id === id);
      assert.equal((await list())?.kept_as, 'nightly');
      assert.equal((await connection.revokeLongLivedToken(stage.account, id)).revocation, 'revoked');
      assert.equal((await list())?.state, 'revoked');
      assert.equal((await connection.accounts()).accounts.length, 1);
    } finally {
      await stage.close();
    }
  });
});
