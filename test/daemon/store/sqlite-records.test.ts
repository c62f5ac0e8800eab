import assert from 'node:assert/strict';
import { accountRecord, StateFolder } from '../../support/state-folder.ts';

describe('accounts in the state database', () => {
  const folder = new StateFolder();
  after(() => folder.dispose());

  it('are saved, replaced and removed, while the store is locked too', async () => {
    const { accounts, store } = await folder.open('vscode');
    assert.equal(store.status().state, 'locked');
    accounts.save(accountRecord('account-1'));
    accounts.save(accountRecord('account-2'));
    const changed = { ...accountRecord('account-1'), lastUsedAt: 1_750_000_000_123, name: 'Ālice 🐙' };
    accounts.save(changed);
    assert.deepEqual(accounts.list(), [changed, accountRecord('account-2')]);
    accounts.remove('account-1');
    accounts.remove('account-1');
    assert.deepEqual(accounts.list(), [accountRecord('account-2')]);
  });
});
