import assert from 'node:assert/strict';
import type { Event } from '../../../daemon/api.ts';
import { silentLog } from '../../../daemon/log.ts';
import type { DataKeySource, KeyAnswer, KeyRequest, Locked } from '../../../daemon/store/data-key/source.ts';
import { newDataKey } from '../../../daemon/store/data-key/source.ts';
import { StateDatabase } from '../../../daemon/store/database.ts';
import { Meta } from '../../../daemon/store/meta.ts';
import { migrate } from '../../../daemon/store/migrations.ts';
import { SecretStore } from '../../../daemon/store/secret-store.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const absent: Locked = { reason: 'keyring_absent', detail: 'There is no keyring.' };
const mute: Locked = { reason: 'keyring_mute', detail: 'The keyring is mute.' };

/** A source that answers when the test says so. */
class HandDrivenSource implements DataKeySource {
  readonly kind = 'keyring';
  readonly wrongKey = 'This is another key.';
  news = false;
  readonly asked: { request: KeyRequest; answer: (answer: KeyAnswer) => void }[] = [];

  hasNews = () => this.news;

  fetch(request: KeyRequest): Promise<KeyAnswer> {
    return new Promise((answer) => this.asked.push({ request, answer }));
  }
}

/** Moves are tried with the whole state: key-move.test.ts. */
const noMove = {
  move: () => Promise.reject(new Error('nothing moves here')),
  takeAwayUnused: async () => {},
};

describe('the secret store', () => {
  let clock: FakeClock;
  let source: HandDrivenSource;
  let events: Event[];
  let grants: number;
  let meta: Meta;
  beforeEach(() => {
    clock = new FakeClock();
    source = new HandDrivenSource();
    events = [];
    grants = 0;
    const database = StateDatabase.inMemory();
    migrate(database, () => {});
    meta = new Meta(database);
  });

  const open = () =>
    new SecretStore({
      source,
      keyMove: noMove,
      meta,
      countGrants: () => grants,
      events: { emit: (event) => events.push(event) },
      clock,
      log: silentLog,
    });
  const reasons = () => events.map((event) => event.type === 'store' && event.store.reason);
  const answer = async (answer: KeyAnswer) => {
    source.asked.at(-1)?.answer(answer);
    await clock.advance(0);
  };

  it('lets callers wait for the first answer', async () => {
    const store = open();
    assert.equal(store.status().reason, 'opening');
    const waiting = store.dataKey();
    const key = newDataKey();
    await answer({ key });
    assert.equal(await waiting, key);
    assert.equal(store.status().state, 'open');
    assert.deepEqual(reasons(), [null]);
  });

  it('lets nobody wait for long', async () => {
    const store = open();
    const waiting = assert.rejects(store.dataKey(), { code: 'store_locked' });
    await clock.advance(2_000);
    await waiting;
  });

  it('says why it is locked, to callers and windows, and opens when asked again later', async () => {
    const store = open();
    await answer({ locked: absent });
    assert.deepEqual(store.status(), { kind: 'keyring', state: 'locked', ...absent, sealed: false });
    await assert.rejects(store.dataKey(), { code: 'store_locked', message: absent.detail });
    assert.equal(source.asked.length, 1, 'not asked again within a moment');

    await clock.advance(5_000);
    const waiting = store.dataKey();
    store.retry();
    assert.equal(source.asked.length, 2, 'one try for all');
    await answer({ key: newDataKey() });
    await waiting;
    assert.deepEqual(reasons(), ['keyring_absent', null]);
  });

  it('tells of a mute keyring and still takes its late answer', async () => {
    const store = open();
    source.asked[0]?.request.tell(mute);
    assert.equal(store.status().reason, 'keyring_mute');
    await clock.advance(30_000);
    store.retry();
    assert.equal(source.asked.length, 1, 'the first try is still under way');
    await answer({ key: newDataKey() });
    assert.equal(store.status().state, 'open');
    assert.deepEqual(reasons(), ['keyring_mute', null]);
  });

  it('allows a new key only while nothing is sealed', async () => {
    open();
    assert.equal(source.asked[0]?.request.mayCreate, true);
    grants = 1;
    const sealed = open();
    assert.equal(source.asked[1]?.request.mayCreate, false);
    assert.equal(sealed.status().sealed, true);
  });

  it('refuses another key than the one that sealed the grants', async () => {
    const key = newDataKey();
    open();
    await answer({ key });
    grants = 1;
    const another = open();
    await answer({ key: newDataKey() });
    assert.deepEqual(another.status(), {
      kind: 'keyring',
      state: 'locked',
      reason: 'key_missing',
      detail: source.wrongKey,
      sealed: true,
    });
    const same = open();
    await answer({ key });
    assert.equal(same.status().state, 'open');
  });

  it('tries at once when somebody unlocks it', async () => {
    const store = open();
    await answer({ locked: absent });
    const unlocking = store.unlock({});
    await clock.advance(0);
    await answer({ key: newDataKey() });
    assert.equal((await unlocking).state, 'open');
  });

  it('asks at once, and gives up a try under way, where there is somewhere else to ask', async () => {
    const store = open();
    await answer({ locked: absent });
    const askElsewhere = () => {
      source.news = true;
      store.retry();
      source.news = false;
    };
    askElsewhere();
    assert.equal(source.asked.length, 2);
    source.asked[1]?.request.signal.addEventListener('abort', () => source.asked[1]?.answer({ locked: mute }));
    source.news = true;
    store.retry();
    assert.ok(source.asked[1]?.request.signal.aborted);
    await new Promise((resolve) => setImmediate(resolve));
    source.news = false;
    assert.equal(source.asked.length, 3);
    assert.equal(store.status().reason, 'keyring_absent', 'a try that was given up says nothing');
    const opened = store.ready();
    await answer({ key: newDataKey() });
    await opened;
  });

  it('stops the try that is under way when it is closed', async () => {
    const store = open();
    source.asked[0]?.request.signal.addEventListener('abort', () => source.asked[0]?.answer({ locked: mute }));
    await store.close();
    store.retry();
    assert.equal(source.asked.length, 1);
    assert.deepEqual(events, []);
  });
});
