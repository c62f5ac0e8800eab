import assert from 'node:assert/strict';
import { EngineRoom } from '../../../support/engine-room.ts';

describe('a renewal that a server does not answer', () => {
  it('is told of while it may still succeed, and no longer than it stands still', async () => {
    const room = new EngineRoom();
    await room.signIn();
    await room.advance(301);
    const { promise, resolve } = Promise.withResolvers<void>();
    room.server.gate = promise;
    const since = Math.floor(room.clock.now().wall / 1000);
    room.token().catch(() => {});
    await room.advance(7);
    assert.equal(room.account.waiting, null);

    await room.advance(2);
    assert.deepEqual(room.account.waiting, { for: 'the token endpoint of model.example', since });
    assert.equal(room.account.state, 'signed_in');
    const told = room.events.filter((event) => event.type === 'account').at(-1);
    assert.deepEqual(told?.account.waiting, room.account.waiting);

    room.server.gate = null;
    resolve();
    await room.advance(1);
    assert.equal(room.account.waiting, null);
    assert.ok(room.lookUp());
  });
});
