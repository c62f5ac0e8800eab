import assert from 'node:assert/strict';
import { grantDraft, StateFolder } from '../../../support/state-folder.ts';

describe('the data key under a passphrase', () => {
  const folder = new StateFolder();
  after(() => folder.dispose());
  let grant: string;

  it('is made with the first passphrase', async () => {
    await folder.with('passphrase', async (state) => {
      await assert.rejects(state.grants.create(grantDraft()), {
        code: 'store_locked',
        message: /The first one sets it/,
      });
      assert.equal(state.store.status().reason, 'waiting_for_passphrase');
      await assert.rejects(state.store.unlock({}), { code: 'store_locked', message: /no passphrase was given/ });
      assert.equal((await state.store.unlock({ passphrase: 'canary correct horse é' })).state, 'open');
      grant = (await state.grants.create(grantDraft())).id;
    });
    assert.ok(!folder.contents().includes('canary'));
  });

  it('comes back with the same passphrase, and with no other', async () => {
    const state = await folder.open('passphrase');
    await assert.rejects(state.grants.read(grant), { code: 'store_locked', message: /waits for its passphrase/ });
    await assert.rejects(state.store.unlock({ passphrase: 'canary wrong' }), {
      code: 'store_locked',
      message: /not the passphrase/,
    });
    assert.equal(state.store.status().state, 'locked');
    // The same letters, decomposed: as macOS types them.
    assert.equal((await state.store.unlock({ passphrase: 'canary correct horse e\u0301' })).state, 'open');
    assert.equal((await state.grants.read(grant))?.grant.refreshToken, 'canary-refresh-1');
  });
});
