import assert from 'node:assert/strict';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lastGoodPath } from '../../../daemon/store/database-failure.ts';
import { holderPath } from '../../../daemon/store/holder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { accountRecord, grantDraft, StateFolder } from '../../support/state-folder.ts';

describe('the state', () => {
  let folder: StateFolder;
  beforeEach(() => {
    folder = new StateFolder();
  });
  afterEach(() => folder.dispose());

  it('comes back as it was', async () => {
    const grant = await folder.with('keyfile', async (state) => {
      const created = await state.grants.create(grantDraft());
      state.accounts.save(accountRecord('account-1', created.id));
      return created;
    });
    await folder.with('keyfile', async (state) => {
      assert.deepEqual(await state.grants.read(grant.id), { grant, generation: 1, intent: null });
      assert.deepEqual(state.accounts.list(), [accountRecord('account-1', grant.id)]);
    });
  });

  it('is open to nobody but its owner', async () => {
    await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    assert.equal(statSync(folder.paths.state).mode & 0o777, 0o700);
    for (const file of readdirSync(folder.paths.state)) {
      assert.equal(statSync(join(folder.paths.state, file)).mode & 0o777, 0o600, file);
    }
  });

  it('has no secret on disk that can be read', async () => {
    await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    const contents = folder.contents();
    assert.ok(contents.includes('SQLite format 3'));
    assert.ok(!contents.includes('canary'));
  });

  it('names its holder while it is held', async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
    const state = await folder.open('memory', { clock, startId: 'start-1' });
    assert.deepEqual(JSON.parse(readFileSync(holderPath(folder.paths.database), 'utf8')), {
      host: hostname(),
      pid: process.pid,
      start_id: 'start-1',
      since: Date.UTC(2026, 0, 1) / 1000,
    });
    await assert.rejects(folder.open('keyfile'), {
      code: 'already_running',
      message: new RegExp(`process ${process.pid}`),
    });
    await folder.close(state);
    assert.ok(!existsSync(holderPath(folder.paths.database)));
  });

  it('says on which host a shared home is in use', async () => {
    await folder.open('memory');
    writeFileSync(holderPath(folder.paths.database), '{"host":"node07","pid":1,"start_id":"x","since":1750000000}');
    await assert.rejects(folder.open('keyfile'), {
      code: 'already_running',
      message: /runs on host node07 since 2025/,
    });
  });

  it('refuses another kind of store while grants are sealed, and takes it when there are none', async () => {
    const grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    await assert.rejects(folder.open('vscode'), { code: 'store_mismatch', message: /sealed with the store `keyfile`/ });
    await folder.with('keyfile', (state) => state.grants.delete(grant.id));
    await folder.with('vscode', async (state) => assert.equal(state.store.status().reason, 'waiting_for_window'));
  });

  it('goes on with the kind that it was sealed under when none is asked for', async () => {
    const grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    await folder.with(null, async (state) => {
      assert.equal(state.store.kind, 'keyfile');
      assert.equal((await state.grants.read(grant.id))?.grant.refreshToken, grant.refreshToken);
    });
  });

  it('deletes grants that no account names, and leaves the others', async () => {
    await folder.with('keyfile', async (state) => {
      const [stray, kept] = [await state.grants.create(grantDraft()), await state.grants.create(grantDraft())];
      state.accounts.save({ ...accountRecord(), grantId: kept.id });
      state.forgetStrayGrants();
      assert.equal(await state.grants.read(stray.id), null);
      assert.ok(await state.grants.read(kept.id));
    });
  });

  it('lets memory-only grants vanish without a trace', async () => {
    const state = await folder.open('memory');
    assert.equal(state.holdsMemoryOnlyGrants(), false);
    const grant = await state.grants.create(grantDraft());
    state.accounts.save(accountRecord());
    assert.equal(state.holdsMemoryOnlyGrants(), true);
    await folder.close(state);
    assert.ok(!folder.contents().includes(grant.id));
    assert.ok(!folder.contents().includes('alice'));
    await folder.with('memory', async (next) => assert.deepEqual(next.accounts.list(), []));
  });

  it('leaves what another kind had sealed alone while it is in memory', async () => {
    const grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    await folder.with('memory', (state) => state.grants.create(grantDraft('canary-other')));
    await folder.with('keyfile', async (state) => assert.ok(await state.grants.read(grant.id)));
  });

  describe('and its last good copy', () => {
    it('brings back what it held', async () => {
      const grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
      await folder.with('keyfile', async () => {});
      renameSync(lastGoodPath(folder.paths.database), folder.paths.database);
      await folder.with('keyfile', async (state) => assert.ok(await state.grants.read(grant.id)));
    });

    it('is made anew each day', async () => {
      const clock = new FakeClock();
      const state = await folder.open('keyfile', { clock });
      for (const day of [1, 2]) {
        rmSync(lastGoodPath(folder.paths.database));
        await clock.advance(24 * 60 * 60 * 1000);
        assert.ok(existsSync(lastGoodPath(folder.paths.database)), `day ${day}`);
      }
      await folder.close(state);
    });

    it('has a grant from its first moment, and no longer than the database', async () => {
      const copyHasGrant = () => {
        const copy = new DatabaseSync(lastGoodPath(folder.paths.database));
        const row = copy.prepare('SELECT jwe FROM grants').get();
        copy.close();
        return row !== undefined;
      };
      const state = await folder.open('keyfile');
      const grant = await state.grants.create(grantDraft());
      assert.equal(copyHasGrant(), true);
      await state.grants.delete(grant.id);
      assert.equal(copyHasGrant(), false);
      await folder.close(state);
      assert.ok(!folder.contents().includes('eyJhbGciOiJkaXIi'), 'no sealed grant is left in any file');
    });

    it('is pointed at, and kept, when the database was emptied or is gone', async () => {
      await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
      await folder.with('keyfile', async () => {});
      const copy = readFileSync(lastGoodPath(folder.paths.database));
      const refusal = { code: 'store_damaged', message: /empty or gone.*mv .*last-good/ };
      truncateSync(folder.paths.database);
      await assert.rejects(folder.open('keyfile'), refusal);
      rmSync(folder.paths.database);
      await assert.rejects(folder.open('keyfile'), refusal);
      assert.deepEqual(readFileSync(lastGoodPath(folder.paths.database)), copy);
    });
  });

  it('takes an empty file for a new state', async () => {
    await folder.with('memory', async () => {});
    truncateSync(folder.paths.database);
    await folder.with('keyfile', async (state) => assert.deepEqual(state.accounts.list(), []));
  });
});
