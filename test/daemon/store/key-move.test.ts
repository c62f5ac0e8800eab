import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreKind } from '../../../daemon/api.ts';
import { newDataKey } from '../../../daemon/store/data-key/source.ts';
import { lastGoodPath } from '../../../daemon/store/database-failure.ts';
import type { State } from '../../../daemon/store/state.ts';
import { KeyringStandIn } from '../../support/keyring-stand-in.ts';
import { accountRecord, grantDraft, StateFolder } from '../../support/state-folder.ts';

const passphrase = 'canary-passphrase';

describe('moving the key of the store', () => {
  let folder: StateFolder;
  beforeEach(() => {
    folder = new StateFolder();
  });
  afterEach(() => folder.dispose());

  const keyFile = () => join(folder.paths.state, 'data.key');

  async function signIn(state: State, name: string): Promise<string> {
    const grant = await state.grants.create(grantDraft(`canary-refresh-${name}`));
    state.accounts.save(accountRecord(name, grant.id));
    return grant.id;
  }

  async function secretOf(state: State, id: string): Promise<string | null | undefined> {
    return (await state.grants.read(id))?.grant.refreshToken;
  }

  it('keeps every sign-in, at once and after a restart, and leaves no key in the old place', async () => {
    const [alice, bob] = await folder.with('keyfile', async (state) => {
      const ids = [await signIn(state, 'alice'), await signIn(state, 'bob')];
      const { store, old_key } = await state.store.migrate({ to: 'passphrase', passphrase });
      assert.deepEqual(
        [store.kind, store.state, old_key.kind, old_key.removed],
        ['passphrase', 'open', 'keyfile', true],
      );
      assert.equal(await secretOf(state, ids[0] as string), 'canary-refresh-alice');
      return ids as [string, string];
    });
    assert.equal(existsSync(keyFile()), false);

    await folder.with(null, async (state) => {
      assert.equal((await folder.settled(state)).reason, 'waiting_for_passphrase');
      await state.store.unlock({ passphrase });
      assert.equal(await secretOf(state, bob), 'canary-refresh-bob');
      await state.store.migrate({ to: 'keyfile' });
    });
    await folder.with(null, async (state) => assert.equal(await secretOf(state, alice), 'canary-refresh-alice'));
    assert.ok(!folder.contents().includes('canary'));
  });

  it('seals with another key, so that a copy of the old one opens nothing', async () => {
    const before = await folder.with('keyfile', async (state) => {
      await signIn(state, 'alice');
      const key = readFileSync(keyFile(), 'utf8');
      await state.store.migrate({ to: 'passphrase', passphrase });
      await state.store.migrate({ to: 'keyfile' });
      return key;
    });
    assert.notEqual(readFileSync(keyFile(), 'utf8'), before);
  });

  it('brings the last good copy along', async () => {
    const id = await folder.with('keyfile', async (state) => {
      const created = await signIn(state, 'alice');
      await state.store.migrate({ to: 'passphrase', passphrase });
      return created;
    });
    const restored = new StateFolder();
    try {
      await restored.with('memory', async () => {});
      rmSync(restored.paths.database);
      copyFileSync(lastGoodPath(folder.paths.database), restored.paths.database);
      await restored.with(null, async (state) => {
        await state.store.unlock({ passphrase });
        assert.equal(await secretOf(state, id), 'canary-refresh-alice');
      });
    } finally {
      await restored.dispose();
    }
  });

  it('loses no renewal that is written, and no sign-in that is made, in the middle of it', async () => {
    await folder.with('keyfile', async (state) => {
      const id = await signIn(state, 'alice');
      const draft = grantDraft();
      const renewals = async () => {
        for (let generation = 1; generation <= 50; generation++) {
          const grant = { ...draft, id, refreshToken: `canary-renewed-${generation}` };
          assert.equal(await state.grants.replace(id, grant, generation), generation + 1);
          assert.equal(await secretOf(state, id), `canary-renewed-${generation}`);
        }
      };
      const [other] = await Promise.all([
        state.grants.create(grantDraft('canary-refresh-bob')),
        renewals(),
        state.store.migrate({ to: 'vscode', data_key: keyOfWindow(), key_name: 'data key AAAABBBBCCCC' }),
      ]);
      assert.equal(await secretOf(state, id), 'canary-renewed-50');
      assert.equal(await secretOf(state, other.id), 'canary-refresh-bob');
      assert.equal(state.store.kind, 'vscode');
    });
  });

  it('hands the key to a window, which opens the store with it after a restart', async () => {
    const data_key = keyOfWindow();
    const id = await folder.with('keyfile', async (state) => {
      const created = await signIn(state, 'alice');
      const { store } = await state.store.migrate({ to: 'vscode', data_key, key_name: 'data key AAAABBBBCCCC' });
      assert.equal(store.key_name, 'data key AAAABBBBCCCC');
      return created;
    });
    await folder.with(null, async (state) => {
      await state.store.unlock({ data_key });
      assert.equal(await secretOf(state, id), 'canary-refresh-alice');
      const { old_key } = await state.store.migrate({ to: 'keyfile' });
      assert.equal(old_key.removed, false);
      assert.match(old_key.detail, /VS Code on your own computer keeps the key "data key AAAABBBBCCCC"/);
    });
  });

  it('changes nothing where the new place does not take the key', async () => {
    await folder.with('keyfile', async (state) => {
      const id = await signIn(state, 'alice');
      await assert.rejects(state.store.migrate({ to: 'passphrase' }), { code: 'store_locked' });
      await assert.rejects(state.store.migrate({ to: 'vscode' }), { code: 'store_locked' });
      assert.equal(state.store.kind, 'keyfile');
      assert.equal(await secretOf(state, id), 'canary-refresh-alice');
    });
    assert.ok(existsSync(keyFile()));
    await folder.with(null, async (state) => assert.equal(state.store.kind, 'keyfile'));
  });

  for (const [from, to, words] of [
    ['memory', 'keyfile', /`memory` keeps nothing that could be moved/],
    ['keyfile', 'memory', /Nothing can be moved to the store `memory`/],
    ['keyfile', 'keyfile', /kept by `keyfile` already/],
  ] satisfies [StoreKind, StoreKind, RegExp][]) {
    it(`from ${from} to ${to} is refused with words`, () =>
      folder.with(from, async (state) => {
        await assert.rejects(state.store.migrate({ to }), { code: 'store_not_movable', message: words });
        assert.equal(state.store.kind, from);
      }));
  }

  it('waits for a locked store to be opened first', async () => {
    await folder.with('passphrase', async (state) => {
      await state.store.unlock({ passphrase });
      await signIn(state, 'alice');
    });
    await folder.with('passphrase', (state) =>
      assert.rejects(state.store.migrate({ to: 'keyfile' }), {
        code: 'store_locked',
        message: /waits for its passphrase/,
      }),
    );
    assert.equal(existsSync(keyFile()), false);
  });

  describe('out of a keyring', () => {
    let keyring: KeyringStandIn;
    beforeEach(() => {
      keyring = new KeyringStandIn();
    });
    afterEach(() => keyring.dispose());

    const open = async (kind: StoreKind | null) => {
      const state = await folder.open(kind, { keyring: keyring.options });
      await folder.settled(state);
      return state;
    };

    it('has happened although what takes the old key away fails: the key stays noted, and goes the next time', async () => {
      const state = await open('keyring');
      const id = await signIn(state, 'alice');
      const { execPath } = process;
      // As after an update that took away the program that this daemon runs in.
      process.execPath = join(folder.home, 'gone');
      try {
        const { store, old_key } = await state.store.migrate({ to: 'keyfile' });
        assert.deepEqual([store.kind, store.state], ['keyfile', 'open']);
        assert.deepEqual([old_key.kind, old_key.removed], ['keyring', false]);
        assert.match(old_key.detail, /opens nothing any more\. Tokenwell tries again/);
      } finally {
        process.execPath = execPath;
      }
      assert.equal(await secretOf(state, id), 'canary-refresh-alice');
      assert.equal(keyring.size, 1);
      await folder.close(state);

      const next = await open(null);
      await untilTidy(next);
      assert.equal(keyring.size, 0);
      assert.equal(await secretOf(next, id), 'canary-refresh-alice');
    });

    it('that is locked leaves a key there, which goes once it is open, however many moves come between', async () => {
      const first = await open('keyring');
      const id = await signIn(first, 'alice');
      keyring.lock();
      const { old_key } = await first.store.migrate({ to: 'keyfile' });
      assert.equal(old_key.removed, false);
      const toPassphrase = await first.store.migrate({ to: 'passphrase', passphrase });
      assert.deepEqual([toPassphrase.old_key.kind, toPassphrase.old_key.removed], ['keyfile', true]);
      await folder.close(first);
      assert.equal(keyring.size, 1);

      keyring.unlock();
      const next = await open(null);
      await next.store.unlock({ passphrase });
      await untilTidy(next);
      assert.equal(keyring.size, 0);
      assert.equal(await secretOf(next, id), 'canary-refresh-alice');
    });
  });

  it('is finished before the state is closed', async () => {
    const state = await folder.open('keyfile');
    const id = await signIn(state, 'alice');
    const moving = state.store.migrate({ to: 'passphrase', passphrase });
    await folder.close(state);
    assert.equal((await moving).old_key.removed, true);
    await folder.with(null, async (next) => {
      await next.store.unlock({ passphrase });
      assert.equal(await secretOf(next, id), 'canary-refresh-alice');
    });
  });

  it('is not undone by a service that still asks for the old place, and a third one is refused', async () => {
    await folder.with('keyfile', async (state) => {
      await signIn(state, 'alice');
      await state.store.migrate({ to: 'passphrase', passphrase });
    });
    await folder.with('keyfile', async (state) => assert.equal(state.store.kind, 'passphrase'));
    await assert.rejects(folder.open('vscode'), { code: 'store_mismatch', message: /store migrate --to vscode/ });
  });
});

/** A move waits until what was left over has been taken away. */
async function untilTidy({ store }: State): Promise<void> {
  await assert.rejects(store.migrate({ to: store.kind }), { code: 'store_not_movable' });
}

function keyOfWindow(): string {
  return Buffer.from(newDataKey()).toString('base64url');
}
