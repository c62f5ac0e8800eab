import assert from 'node:assert/strict';
import { diskFull, EngineRoom } from '../../support/engine-room.ts';

/** Nothing that is sent to the server is answered until the returned function is called. */
function hold(room: EngineRoom): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  room.server.gate = promise;
  return () => {
    room.server.gate = null;
    resolve();
  };
}

describe('a sign-in of a user who has an account', () => {
  it('is done although a refresh of the old grant hangs, and serves who waits for that', async () => {
    const room = new EngineRoom();
    await room.signIn();
    await room.advance(301);
    const release = hold(room);
    const waiting = room.token();
    waiting.catch(() => {});
    await room.advance(0.1);
    await room.signIn();
    assert.ok(room.lookUp(), 'the token that came with the sign-in is not served');
    release();
    assert.ok(await waiting);
    assert.equal(room.server.attempts, 1, 'the new grant was renewed although its token is fresh');
    await room.advance(1);
    assert.equal(room.disk.grants.size, 1);
  });

  it('keeps the grant and the token of the later one of two', async () => {
    const room = new EngineRoom();
    await room.signIn();
    await room.advance(301);
    const release = hold(room);
    room.token().catch(() => {});
    await room.advance(0.1);
    const first = room.signIn('alice', 'lab', ['openid', 'profile', 'email', 'data']);
    await room.advance(0.1);
    const second = room.signIn('alice', 'lab', ['openid', 'data']);
    await room.advance(0.1);
    release();
    await Promise.all([first, second]);
    assert.equal((await room.token()).scope, 'openid data');
    await room.advance(1);
    assert.equal(room.disk.grants.size, 1);
  });

  it('succeeds although the old grant cannot be deleted', async () => {
    const room = new EngineRoom();
    await room.signIn();
    room.disk.delete = async () => {
      throw diskFull;
    };
    await room.signIn();
    assert.ok(room.lookUp());
    assert.equal(room.account.state, 'signed_in');
  });

  it('stays although the sign-out of that account ends later', async () => {
    const room = new EngineRoom();
    const id = await room.signIn();
    await room.advance(301);
    const release = hold(room);
    room.token().catch(() => {});
    await room.advance(0.1);
    const signedOut = room.accounts.signOut(id);
    await room.signIn();
    release();
    assert.equal((await signedOut).revocation, 'revoked');
    assert.equal(room.account.state, 'signed_in');
    assert.ok(await room.token());
    assert.equal(room.disk.records.size, 1);
    assert.equal(room.server.sessionIsAlive('alice-1'), false);
    assert.equal(room.events.filter(({ type }) => type === 'account_removed').length, 0);
  });
});
