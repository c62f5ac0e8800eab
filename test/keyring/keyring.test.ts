import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../daemon/store/state.ts';
import { killAtEveryStep } from '../support/key-moves.ts';
import { KeyringSession } from '../support/keyring-session.ts';
import { grantDraft, StateFolder } from '../support/state-folder.ts';

describe('the data key in a real gnome-keyring', () => {
  let keyring: KeyringSession;
  let folder: StateFolder;
  beforeEach(async () => {
    keyring = new KeyringSession();
    folder = new StateFolder();
    await keyring.startBus();
  });
  afterEach(async () => {
    await folder.dispose();
    await keyring.dispose();
  });

  const open = () => folder.open('keyring', { keyring: { busAddress: () => keyring.address } });

  /** Signs in with an open keyring and ends; the keyring's daemon ends too. */
  async function sealOneGrant(): Promise<string> {
    keyring.startOpenKeyring();
    const state = await open();
    assert.equal((await folder.settled(state)).state, 'open');
    const grant = await state.grants.create(grantDraft());
    await folder.close(state);
    await keyring.stop();
    await keyring.startBus();
    return grant.id;
  }

  async function assertLocked(state: State, reason: string, words: RegExp): Promise<void> {
    const status = await folder.settled(state);
    assert.deepEqual({ state: status.state, reason: status.reason }, { state: 'locked', reason });
    assert.match(status.detail, words);
    await assert.rejects(state.grants.create(grantDraft()), { code: 'store_locked', message: words });
  }

  it('is made at the first start and found at the next', async () => {
    const grant = await sealOneGrant();
    keyring.startOpenKeyring();
    const state = await open();
    assert.equal((await folder.settled(state)).state, 'open');
    assert.equal((await state.grants.read(grant))?.grant.refreshToken, 'canary-refresh-1');
  });

  it('is one a state, so that two states do not overwrite each other', async () => {
    const other = new StateFolder();
    try {
      const grant = await sealOneGrant();
      keyring.startOpenKeyring();
      const second = await other.open('keyring', { keyring: { busAddress: () => keyring.address } });
      assert.equal((await other.settled(second)).state, 'open');
      const state = await open();
      assert.equal((await folder.settled(state)).state, 'open');
      assert.ok(await state.grants.read(grant));
    } finally {
      await other.dispose();
    }
  });

  it('is waited for while the keyring is locked, and taken once it is open', async () => {
    const grant = await sealOneGrant();
    keyring.startLockedKeyring();
    const state = await open();
    await assertLocked(state, 'keyring_locked', /keyring is locked.*TOKENWELL_STORE/s);
    assert.equal(state.store.status().sealed, true);
    await keyring.stop();
    await keyring.startBus();
    keyring.startOpenKeyring();
    await state.store.unlock({});
    assert.ok(await state.grants.read(grant));
  });

  it('is not replaced when the keyring was reset', async () => {
    await sealOneGrant();
    await keyring.dispose();
    keyring = new KeyringSession();
    await keyring.startBus();
    keyring.startOpenKeyring();
    await assertLocked(await open(), 'key_missing', /does not hold the key of this state/);
  });

  it('is not made in a keyring that was never set up', async () => {
    keyring.startLockedKeyring();
    await assertLocked(await open(), 'keyring_locked', /was never set up/);
  });

  it('is missed on a bus without a keyring', async () => {
    await assertLocked(await open(), 'keyring_absent', /No keyring answers.*apt install gnome-keyring/);
  });

  it('is missed where the bus is gone', async () => {
    await keyring.stop();
    await assertLocked(await open(), 'keyring_absent', /No keyring answers/);
  });

  it('is found on the bus that a window offers later', async () => {
    const grant = await sealOneGrant();
    keyring.startOpenKeyring();
    let offered = 'unix:path=/nonexistent/bus';
    const state = await folder.open('keyring', { keyring: { busAddress: () => offered } });
    await assertLocked(state, 'keyring_absent', /could not connect/i);
    offered = keyring.address;
    state.store.retry();
    await folder.nextEvent();
    assert.equal(state.store.status().state, 'open');
    assert.ok(await state.grants.read(grant));
  });

  it('is taken away once nothing is sealed with it, and a new one is made for the next sign-in', async () => {
    keyring.startOpenKeyring();
    const state = await open();
    assert.equal((await folder.settled(state)).state, 'open');
    const before = keyring.entries();
    const grant = await state.grants.create(grantDraft());
    await assert.rejects(state.store.removeKey(), { code: 'store_in_use' });
    assert.deepEqual([before.length, keyring.entries()], [1, before]);

    await state.grants.delete(grant.id);
    assert.equal((await state.store.removeKey()).removed, true);
    assert.deepEqual(keyring.entries(), []);

    await state.grants.create(grantDraft());
    assert.equal(keyring.entries().length, 1);
    assert.notDeepEqual(keyring.entries(), before);
  });

  it('is named with the command that removes it, where the keyring does not let it go', async () => {
    const grant = await sealOneGrant();
    keyring.startLockedKeyring();
    const state = await open();
    await state.grants.delete(grant);
    const { removed, detail } = await state.store.removeKey();
    assert.equal(removed, false);
    assert.match(detail, /is locked.*secret-tool clear service tokenwell account 'data key [\w-]+'$/);
  });

  it('leaves nothing weaker on disk when the keyring fails', async () => {
    await assertLocked(await open(), 'keyring_absent', /./);
    assert.deepEqual(readdirSync(folder.paths.state).toSorted(), [
      'holder.json',
      'state.db',
      'state.db-journal',
      'state.db.last-good',
    ]);
  });
});

describe('a key that moves into a real gnome-keyring, or out of it', () => {
  const keyring = new KeyringSession();
  before(async () => {
    await keyring.startBus();
    keyring.startOpenKeyring();
  });
  after(() => keyring.dispose());

  for (const [from, to] of [
    ['keyfile', 'keyring'],
    ['keyring', 'keyfile'],
  ] as const) {
    it(`from ${from} to ${to} loses no sign-in and leaves no second key, killed at whichever step`, async function () {
      this.timeout(180_000);
      const steps = await killAtEveryStep({
        ...{ from, to, keyring: { busAddress: () => keyring.address } },
        environment: { DBUS_SESSION_BUS_ADDRESS: keyring.address },
        check(folder, kind) {
          assert.equal(existsSync(join(folder.paths.state, 'data.key')), kind === 'keyfile');
          assert.equal(keyring.entries().length, kind === 'keyring' ? 1 : 0);
          keyring.forgetAll();
        },
      });
      assert.ok(steps >= 8, `only ${steps} steps were seen`);
    });
  }

  it('stays where it is while the keyring is locked, and an old key there is taken away once that is open', async () => {
    const folder = new StateFolder();
    let address = 'unix:path=/nonexistent/bus';
    const keyringOptions = { keyring: { busAddress: () => address } };
    try {
      const state = await folder.open('keyfile', keyringOptions);
      const grant = await state.grants.create(grantDraft());
      await assert.rejects(state.store.migrate({ to: 'keyring' }), {
        code: 'store_locked',
        message: /keyring does not take it/,
      });
      assert.equal((await state.grants.read(grant.id))?.grant.refreshToken, 'canary-refresh-1');

      address = keyring.address;
      await state.store.migrate({ to: 'keyring' });
      assert.equal(keyring.entries().length, 1);
      address = 'unix:path=/nonexistent/bus';
      const { old_key } = await state.store.migrate({ to: 'keyfile' });
      assert.equal(old_key.removed, false);
      assert.match(old_key.detail, /may still be in the keyring; it opens nothing any more/);
      await folder.close(state);

      address = keyring.address;
      const next = await folder.open(null, keyringOptions);
      assert.ok(await next.grants.read(grant.id));
      await assert.rejects(next.store.migrate({ to: 'keyfile' }), { code: 'store_not_movable' });
      assert.deepEqual(keyring.entries(), []);
    } finally {
      await folder.dispose();
    }
  });
});
