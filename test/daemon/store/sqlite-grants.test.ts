import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type DataKey, newDataKey } from '../../../daemon/store/data-key/source.ts';
import { StateDatabase } from '../../../daemon/store/database.ts';
import { digest } from '../../../daemon/store/digest.ts';
import { migrate } from '../../../daemon/store/migrations.ts';
import { SqliteGrants } from '../../../daemon/store/sqlite-grants.ts';
import type { State } from '../../../daemon/store/state.ts';
import { grantDraft, StateFolder } from '../../support/state-folder.ts';

describe('grants in the state database', () => {
  let folder: StateFolder;
  let state: State;
  beforeEach(async () => {
    folder = new StateFolder();
    state = await folder.open('keyfile');
  });
  afterEach(() => folder.dispose());

  it('get a random id and the first generation', async () => {
    const one = await state.grants.create(grantDraft());
    const other = await state.grants.create(grantDraft());
    assert.notEqual(one.id, other.id);
    assert.deepEqual(one, { ...grantDraft(), id: one.id });
    assert.equal((await state.grants.read(one.id))?.generation, 1);
    assert.equal(state.grants.count(), 2);
  });

  it('are replaced by whoever read the stored generation, and by nobody else', async () => {
    const grant = await state.grants.create(grantDraft());
    const newer = { ...grant, refreshToken: 'canary-refresh-2' };
    const older = { ...grant, refreshToken: 'canary-refresh-late' };
    const outcomes = await Promise.all([
      state.grants.replace(grant.id, newer, 1),
      state.grants.replace(grant.id, older, 1),
    ]);
    assert.deepEqual(outcomes.toSorted(), [2, null]);
    const stored = await state.grants.read(grant.id);
    assert.deepEqual(stored?.grant, outcomes[0] === 2 ? newer : older);
    assert.equal(await state.grants.replace(grant.id, older, 3), null);
    assert.deepEqual(await state.grants.read(grant.id), stored);
  });

  it('keep an intent until it is cleared or a replacement clears it', async () => {
    const grant = await state.grants.create(grantDraft());
    const intent = async () => (await state.grants.read(grant.id))?.intent;
    await state.grants.recordIntent(grant.id, { startedAt: 1_750_000_000_000 });
    assert.deepEqual(await intent(), { startedAt: 1_750_000_000_000 });
    await state.grants.clearIntent(grant.id);
    assert.equal(await intent(), null);
    await state.grants.recordIntent(grant.id, { startedAt: 1_750_000_000_001 });
    await state.grants.replace(grant.id, grant, 1);
    assert.equal(await intent(), null);
  });

  it('are gone once deleted, and stay gone', async () => {
    const grant = await state.grants.create(grantDraft());
    await state.grants.delete(grant.id);
    await state.grants.delete(grant.id);
    await state.grants.recordIntent(grant.id, { startedAt: 1 });
    assert.equal(await state.grants.read(grant.id), null);
    assert.equal(await state.grants.replace(grant.id, grant, 1), null);
    assert.equal(state.grants.count(), 0);
  });

  it('can be of any size', async () => {
    const grant = await state.grants.create(grantDraft('canary-'.padEnd(300_000, 'x')));
    assert.equal((await state.grants.read(grant.id))?.grant.refreshToken.length, 300_000);
  });

  describe('refuse a ciphertext', () => {
    /** Writes as somebody would who knows the file's format but not the key. */
    async function forge(write: (database: DatabaseSync) => void): Promise<void> {
      await folder.close(state);
      const database = new DatabaseSync(folder.paths.database);
      write(database);
      database.close();
      state = await folder.open('keyfile');
    }

    const jweOf = (database: DatabaseSync, id: string) =>
      String(database.prepare('SELECT jwe FROM grants WHERE id = ?').get(id)?.jwe);

    function put(database: DatabaseSync, id: string, generation: number, jwe: string): void {
      database
        .prepare('UPDATE grants SET generation = ?, jwe = ?, digest = ? WHERE id = ?')
        .run(generation, jwe, digest(id, generation, jwe, null), id);
    }

    it('of another grant', async () => {
      const one = await state.grants.create(grantDraft());
      const other = await state.grants.create(grantDraft());
      await forge((database) => put(database, one.id, 1, jweOf(database, other.id)));
      await assert.rejects(state.grants.read(one.id), { code: 'store_damaged' });
      assert.ok(await state.grants.read(other.id));
    });

    it('of an older generation', async () => {
      const grant = await state.grants.create(grantDraft());
      let old = '';
      await forge((database) => {
        old = jweOf(database, grant.id);
      });
      await state.grants.replace(grant.id, { ...grant, refreshToken: 'canary-refresh-2' }, 1);
      await forge((database) => put(database, grant.id, 2, old));
      await assert.rejects(state.grants.read(grant.id), { code: 'store_damaged' });
    });

    it('that was changed', async () => {
      const grant = await state.grants.create(grantDraft());
      await forge((database) => put(database, grant.id, 1, `${jweOf(database, grant.id).slice(0, -4)}AAAA`));
      await assert.rejects(state.grants.read(grant.id), { code: 'store_damaged' });
    });
  });
});

describe('a grant whose key is replaced while somebody is at it', () => {
  const oldKey = newDataKey();
  const key = newDataKey();
  let current: DataKey;
  let grants: SqliteGrants;
  /** Set: whoever asks for the key gets the one of now, and goes on only after this. */
  let gate: Promise<void> | null;
  beforeEach(() => {
    current = oldKey;
    gate = null;
    const database = StateDatabase.inMemory();
    migrate(database, () => {});
    const dataKey = async () => {
      const ofNow = current;
      await gate;
      return ofNow;
    };
    grants = new SqliteGrants(database, { dataKey, isCurrent: (its) => its === current }, () => {});
  });

  /** Starts the work, replaces the key under it, and lets it go on. */
  async function meanwhile<Result>(work: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const result = work();
    gate = null;
    await grants.sealAnew(
      { from: oldKey, to: key },
      () => {},
      () => {
        current = key;
      },
    );
    resolve();
    return result;
  }

  it('is read all the same', async () => {
    const { id } = await grants.create(grantDraft());
    const found = await meanwhile(() => grants.read(id));
    assert.equal(found?.grant.refreshToken, 'canary-refresh-1');
  });

  it('is renewed under the new key', async () => {
    const grant = await grants.create(grantDraft());
    await meanwhile(() => grants.replace(grant.id, { ...grant, refreshToken: 'canary-refresh-2' }, 1));
    assert.equal((await grants.read(grant.id))?.grant.refreshToken, 'canary-refresh-2');
  });

  it('is made under the new key', async () => {
    const { id } = await meanwhile(() => grants.create(grantDraft()));
    assert.ok(await grants.read(id));
  });
});
