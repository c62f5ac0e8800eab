import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { TokenwellError } from '../../../../daemon/errors.ts';
import { diskFull, EngineRoom } from '../../../support/engine-room.ts';
import type { Fault } from '../../../support/model-server.ts';

/** One thing that happens to a daemon. */
type Happening =
  | {
      kind: 'ask';
      scopes: string[] | undefined;
      resources: string[] | undefined;
      minTtl: number | undefined;
      reject: boolean;
    }
  | { kind: 'wait'; seconds: number }
  | { kind: 'sleep'; seconds: number }
  | { kind: 'set clock'; seconds: number }
  | { kind: 'fault'; fault: Fault }
  | { kind: 'outage'; fault: Fault | null }
  | { kind: 'disk'; state: 'works' | 'full' | 'hangs' }
  | { kind: 'lock'; locked: boolean }
  | { kind: 'window'; connected: boolean }
  | { kind: 'crash' };

const scopes = fc.option(fc.subarray(['data', 'email', 'profile'], { minLength: 1 }), { nil: undefined });
const resources = fc.option(fc.subarray(['https://a.example', 'https://b.example'], { minLength: 1 }), {
  nil: undefined,
});
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    'unavailable',
    'lost_before',
    'lost_after',
    { error: 'invalid_client' },
    { error: 'invalid_scope' },
  ),
  fc.record({ status: fc.constant(429 as const), retryAfter: fc.nat(90) }),
);

const ask = fc.record({
  kind: fc.constant('ask' as const),
  scopes,
  resources,
  minTtl: fc.option(fc.nat(600), { nil: undefined }),
  reject: fc.boolean(),
});
const wait = fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) });

/** Everything but what can't be told apart: a machine that sleeps while somebody sets its clock back by as much. */
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: ask },
  { weight: 5, arbitrary: wait },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const), seconds: fc.nat(4000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fault' as const), fault }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('outage' as const), fault: fc.option(fault) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('disk' as const),
      state: fc.constantFrom('works' as const, 'full' as const, 'hangs' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lock' as const), locked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('window' as const), connected: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
);
const setClock = fc.record({
  kind: fc.constant('set clock' as const),
  seconds: fc.integer({ min: -90_000, max: 90_000 }),
});

class Story {
  readonly room = new EngineRoom({ accessTokenLife: 60 });
  #lastServed = '';
  #mayBeLost = false;
  #unhang = () => {};
  readonly #wrong: unknown[] = [];
  /** Callers who wait for the daemon that runs now. */
  #waiting = new Set<object>();

  async happens(happening: Happening): Promise<void> {
    const { room } = this;
    switch (happening.kind) {
      case 'ask':
        this.#ask(happening);
        return room.advance(0.001);
      case 'wait':
        return room.advance(happening.seconds);
      case 'sleep':
        return room.suspend(happening.seconds);
      case 'set clock':
        return room.clock.setWall(room.clock.now().wall + happening.seconds * 1000);
      case 'fault':
        this.#mayBeLost ||= happening.fault === 'lost_after';
        return room.server.next(happening.fault);
      case 'outage':
        this.#mayBeLost ||= happening.fault === 'lost_after';
        room.server.always = happening.fault;
        return;
      case 'disk':
        return this.#diskIs(happening.state);
      case 'lock':
        return room.lock(happening.locked);
      case 'window':
        return room.accounts.windowsConnected(happening.connected ? 1 : 0);
      case 'crash':
        // What the server rotated and the disk does not have is lost with the process.
        this.#mayBeLost = true;
        this.#waiting = new Set();
        return room.crash();
    }
  }

  /** All trouble ends; what must hold then, and what must have held. */
  async ends(): Promise<void> {
    const { room } = this;
    room.server.always = null;
    this.#diskIs('works');
    room.lock(false);
    // A leap is too coarse for callers who wait: let them come to their deadline first.
    await room.advance(15);
    await room.leap(400);
    // The faults that were left for later requests come now.
    for (let round = 0; round < 40 && room.account.state !== 'signed_out'; round++) {
      room.token().catch(() => {});
      await room.leap(400);
    }
    assert.deepEqual(this.#wrong, []);
    assert.equal(this.#waiting.size, 0, 'a caller was left waiting');
    if (!this.#mayBeLost) assert.equal(room.server.reuses, 0, 'a rotated refresh token was presented again');
    if (room.account.state === 'signed_out') {
      assert.equal(room.server.sessionIsAlive('alice-1'), false, 'signed out of a session that is alive');
      return;
    }
    assert.ok(await room.token());
    assert.equal(room.account.state, 'signed_in');
    assert.equal(room.account.at_risk, false);
    room.crash();
    await room.leap(120);
    assert.ok(await room.token(), 'what is on the disk is the newest grant');
  }

  #diskIs(state: 'works' | 'full' | 'hangs'): void {
    const { disk } = this.room;
    disk.failure = state === 'full' ? diskFull : null;
    this.#unhang();
    if (state !== 'hangs') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    disk.gate = promise;
    this.#unhang = () => {
      disk.gate = null;
      resolve();
    };
  }

  #ask({ scopes, resources, minTtl, reject }: Extract<Happening, { kind: 'ask' }>): void {
    const { room } = this;
    const rejected = reject && this.#lastServed ? this.#lastServed : undefined;
    const asked = room.token({ scopes, resources, minTtl, rejected: rejected && hashOf(rejected) });
    const checked = asked.then(
      (token) => {
        const truth = room.server.issued.get(token.access_token) ?? assert.fail('a token that the server never issued');
        assert.ok(truth.endsAt > room.trueTime, 'a dead token was served as alive');
        const expected = scopes ? [...scopes, 'openid'].sort() : ['data', 'email', 'openid', 'profile'];
        assert.deepEqual([...truth.scopes].sort(), expected, 'a token of other scopes was served');
        assert.deepEqual(truth.resources, resources ?? [], 'a token for another audience was served');
        this.#lastServed = token.access_token;
      },
      (error: unknown) => assert.ok(error instanceof TokenwellError, String(error)),
    );
    const caller = {};
    const waiting = this.#waiting;
    waiting.add(caller);
    checked.catch((error: unknown) => this.#wrong.push(error)).finally(() => waiting.delete(caller));
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}

async function tell(happenings: Happening[]): Promise<void> {
  const story = new Story();
  await story.room.signIn();
  for (const each of happenings) await story.happens(each);
  await story.ends();
}

describe('whatever happens to server, disk, clocks and process', () => {
  it('no dead, wrong or foreign token is served, and only the server ends a sign-in', async () => {
    await fc.assert(fc.asyncProperty(fc.array(happening, { maxLength: 25 }), tell), { numRuns: 60, timeout: 2000 });
  }).timeout(60_000);

  it('the same holds while somebody sets the clock', async () => {
    const awake = happening.filter(({ kind }) => kind !== 'sleep');
    const happenings = fc.array(fc.oneof({ weight: 6, arbitrary: awake }, { weight: 1, arbitrary: setClock }), {
      maxLength: 25,
    });
    await fc.assert(fc.asyncProperty(happenings, tell), { numRuns: 40, timeout: 2000 });
  }).timeout(60_000);
});
