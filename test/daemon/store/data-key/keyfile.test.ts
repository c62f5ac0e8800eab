import assert from 'node:assert/strict';
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Grant } from '../../../../daemon/grant.ts';
import { encodeKey, newDataKey } from '../../../../daemon/store/data-key/source.ts';
import { grantDraft, StateFolder } from '../../../support/state-folder.ts';

describe('the data key in a file', () => {
  let folder: StateFolder;
  let keyFile: string;
  let grant: Grant;
  beforeEach(async () => {
    folder = new StateFolder();
    keyFile = join(folder.paths.state, 'data.key');
    grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
  });
  afterEach(() => folder.dispose());

  it('is made once, for its owner only', async () => {
    const key = readFileSync(keyFile, 'utf8');
    assert.match(key, /^[A-Za-z0-9_-]{43}\n$/);
    assert.equal(statSync(keyFile).mode & 0o777, 0o600);
    await folder.with('keyfile', async (state) => assert.ok(await state.grants.read(grant.id)));
    assert.equal(readFileSync(keyFile, 'utf8'), key);
  });

  it('is not used while others can read it', async () => {
    chmodSync(keyFile, 0o640);
    const state = await folder.open('keyfile');
    await assert.rejects(state.grants.read(grant.id), { code: 'store_locked', message: /chmod 600/ });
    assert.equal(state.store.status().reason, 'key_file_unusable');
  });

  it('is missed, and not made anew, while grants are sealed', async () => {
    renameSync(keyFile, `${keyFile}.elsewhere`);
    const state = await folder.open('keyfile');
    assert.equal((await folder.settled(state)).reason, 'key_missing');
    assert.throws(() => statSync(keyFile), { code: 'ENOENT' });
    await folder.close(state);
    const found = await folder.open('keyfile', { keyFile: `${keyFile}.elsewhere` });
    assert.ok(await found.grants.read(grant.id));
  });

  it('lets a person give up what was sealed with a lost key', async () => {
    renameSync(keyFile, `${keyFile}.lost`);
    await folder.with('keyfile', async (state) => {
      await assert.rejects(state.grants.create(grantDraft()), { code: 'store_locked' });
      await state.grants.delete(grant.id);
      await state.store.unlock({});
      assert.ok(await state.grants.create(grantDraft()));
    });
  });

  it('is told from another key and from rubbish', async () => {
    writeFileSync(keyFile, encodeKey(newDataKey()));
    await folder.with('keyfile', async (state) => {
      assert.match((await folder.settled(state)).detail, /another key than the one/);
    });
    writeFileSync(keyFile, 'canary rubbish');
    await folder.with('keyfile', async (state) => {
      const status = await folder.settled(state);
      assert.equal(status.reason, 'key_file_unusable');
      assert.ok(!status.detail.includes('canary'));
    });
  });
});
