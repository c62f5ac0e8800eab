import assert from 'node:assert/strict';
import { encodeKey, newDataKey } from '../../../../daemon/store/data-key/source.ts';
import { grantDraft, StateFolder } from '../../../support/state-folder.ts';

describe('the data key in a window', () => {
  const folder = new StateFolder();
  after(() => folder.dispose());

  it('opens the store when a window hands it over, and no other key does', async () => {
    const key = encodeKey(newDataKey());
    const grant = await folder.with('vscode', async (state) => {
      await assert.rejects(state.grants.create(grantDraft()), {
        code: 'store_locked',
        message: /Open a VS Code window/,
      });
      await state.store.unlock({ data_key: key });
      return state.grants.create(grantDraft());
    });
    const state = await folder.open('vscode');
    assert.equal(state.store.status().reason, 'waiting_for_window');
    await assert.rejects(state.store.unlock({}), { code: 'store_locked', message: /no data key/ });
    await assert.rejects(state.store.unlock({ data_key: encodeKey(newDataKey()) }), {
      code: 'store_locked',
      message: /another key/,
    });
    await state.store.unlock({ data_key: key });
    assert.ok(await state.grants.read(grant.id));
    assert.deepEqual(
      folder.events.map((event) => event.type === 'store' && event.store.state),
      ['locked', 'open', 'locked', 'open'],
    );
  });

  it('has a name that is the state’s own, and stays', async () => {
    const own = new StateFolder();
    const name = await own.with('vscode', async (state) => state.store.status().key_name);
    assert.match(name ?? '', /^data key /);
    assert.equal(await own.with('vscode', async (state) => state.store.status().key_name), name);
    const other = new StateFolder();
    const otherName = await other.with('vscode', async (state) => state.store.status().key_name);
    for (const folder of [own, other]) folder.dispose();
    assert.notEqual(otherName, name);
  });
});
