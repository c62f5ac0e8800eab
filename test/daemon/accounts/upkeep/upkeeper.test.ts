import assert from 'node:assert/strict';
import { EngineRoom } from '../../../support/engine-room.ts';

describe('the daemon is needed', () => {
  it('while a window is connected, even if nobody is signed in', () => {
    const room = new EngineRoom();
    assert.equal(room.accounts.isNeeded(), false);
    room.accounts.windowsConnected(1);
    assert.equal(room.accounts.isNeeded(), true);
    room.accounts.windowsConnected(0);
    assert.equal(room.accounts.isNeeded(), false);
  });

  it('no longer for a session that nobody uses, where the server does not tell how long it lives', async () => {
    const room = new EngineRoom();
    room.server.refreshTokenLife = null;
    await room.signIn();
    assert.equal(room.account.grant_kind, 'refresh_token');
    assert.equal(room.accounts.isNeeded(), true);
    await room.leap(13 * 3600);
    assert.equal(room.accounts.isNeeded(), false);
  });
});

describe('a change of the settings', () => {
  it('is followed although nothing was due before', async () => {
    const settings = { keep_session_alive_hours: 0 };
    const room = new EngineRoom({ settings });
    await room.signIn();
    await room.advance(60);
    room.settings.keep_session_alive_hours = 12;
    await room.leap(1800 * 0.79 - 60);
    await room.leap(1800 * 0.02);
    assert.equal(room.server.refreshes, 1);
  });
});
