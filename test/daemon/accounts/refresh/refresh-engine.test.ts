import assert from 'node:assert/strict';
import { TokenwellError } from '../../../../daemon/errors.ts';
import { diskFull, EngineRoom } from '../../../support/engine-room.ts';

/** What a caller is told instead of a token. */
async function refusal(token: Promise<unknown>): Promise<TokenwellError> {
  const error = await token.then(
    () => assert.fail('a token was served'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof TokenwellError, String(error));
  return error;
}

/** Lets time pass until the promise settles. */
async function inTime<Result>(room: EngineRoom, promise: Promise<Result>, seconds: number): Promise<Result> {
  promise.catch(() => {});
  await room.advance(seconds);
  return promise;
}

describe('the refresh engine', () => {
  describe('asks the server once', () => {
    it('for a thousand callers who find the token expired', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const tokens = await Promise.all(Array.from({ length: 1000 }, () => room.token()));
      assert.equal(room.server.refreshes, 1);
      assert.equal(new Set(tokens.map((token) => token.access_token)).size, 1);
    });

    it('for callers of two variants one after the other, never at the same time', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const [whole, narrow] = await Promise.all([room.token(), room.token({ scopes: ['data'] })]);
      assert.equal(room.server.refreshes, 2);
      assert.equal(whole.scope, 'data email openid profile');
      assert.equal(narrow.scope, 'data openid');
      assert.equal(room.server.reuses, 0);
    });
  });

  describe('renews ahead of expiry', () => {
    it('while the token is used, so that nobody waits', async () => {
      const room = new EngineRoom();
      await room.signIn();
      for (let minute = 0; minute < 60; minute++) {
        assert.ok(room.lookUp(), `no token at hand in minute ${minute}`);
        await room.advance(60);
      }
      assert.ok(room.server.refreshes >= 11 && room.server.refreshes <= 16, `${room.server.refreshes} refreshes`);
    });

    it('no longer when nobody used it for two of its lives', async () => {
      const room = new EngineRoom({ settings: { keep_session_alive_hours: 0 } });
      await room.signIn();
      await room.token();
      await room.advance(3600);
      assert.ok(room.server.refreshes <= 3, `${room.server.refreshes} refreshes`);
      assert.equal(room.lookUp(), undefined);
    });

    it('again as soon as it is used again', async () => {
      const room = new EngineRoom({ settings: { keep_session_alive_hours: 0 } });
      await room.signIn();
      await room.advance(3600);
      await room.token();
      const before = room.server.refreshes;
      await room.advance(280);
      assert.equal(room.server.refreshes, before + 1);
    });

    it('as late as it can where a refresh kills the previous token', async () => {
      const room = new EngineRoom({ refreshRevokesPrevious: true });
      await room.signIn();
      await room.token({ minTtl: 290 });
      await room.advance(265);
      assert.equal(room.server.refreshes, 0, 'a running caller was cut off early');
      await room.advance(10);
      assert.equal(room.server.refreshes, 1);
    }).timeout(20_000);

    it('of a life beyond 2^31 milliseconds without waking at once', async () => {
      const room = new EngineRoom({ accessTokenLife: 315_360_000_000, refreshTokenLife: null });
      await room.signIn();
      await room.token();
      await room.advance(60);
      assert.equal(room.server.refreshes, 0);
      assert.equal((await room.token()).expires_in, 315_360_000_000 - 60);
    });
  });

  describe('when an answer is lost', () => {
    it('repeats the request once, at once', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.next('lost_before');
      await room.token();
      assert.equal(room.server.attempts, 2);
    });

    it('does not repeat it again until the pause is over', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.always = 'lost_before';
      const error = await refusal(room.token());
      assert.deepEqual([error.code, room.server.attempts], ['authorization_server_unavailable', 2]);
      assert.equal(room.account.maybe_rotated, true);
      room.server.always = null;
      await inTime(room, room.token(), 5);
      assert.deepEqual([room.account.maybe_rotated, room.account.state], [false, 'signed_in']);
    });

    it('says so when the server had rotated and the session is over with it', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.next('lost_after');
      const error = await refusal(room.token());
      assert.equal(error.code, 'signed_out');
      assert.match(error.message, /its answer never arrived/);
      assert.equal(room.account.state, 'signed_out');
      assert.equal(room.account.last_error?.reason, 'lost');
      assert.equal(room.disk.grants.size, 0);
    });
  });

  describe('after the daemon died', () => {
    it('between noting a refresh and sending it, signs nobody out', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.gate = new Promise(() => {});
      room.token().catch(() => {});
      await room.advance(1);
      room.crash();
      room.server.gate = null;
      await room.advance(1);
      assert.equal(room.server.refreshes, 1, 'the cut-off refresh is repeated at the start, unasked');
      assert.ok(await room.token());
    });

    it('between the server and the disk, says that the answer was lost', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const replaced = Promise.withResolvers<void>();
      const replace = room.disk.replace.bind(room.disk);
      room.disk.replace = () => {
        replaced.resolve();
        return new Promise(() => {});
      };
      room.token().catch(() => {});
      await replaced.promise;
      room.disk.replace = replace;
      room.crash();
      await room.advance(1);
      assert.equal(room.account.state, 'signed_out');
      assert.match(room.account.last_error?.detail ?? '', /its answer never arrived/);
    });
  });

  describe('when the server has trouble', () => {
    it('goes on serving the current token', async () => {
      const room = new EngineRoom();
      await room.signIn();
      const { access_token } = await room.token();
      room.server.always = 'unavailable';
      await room.advance(290);
      assert.equal(room.account.state, 'retrying');
      assert.equal((await room.token()).access_token, access_token);
    });

    it('comes back by itself', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.token();
      room.server.always = 'unavailable';
      await room.advance(400);
      room.server.always = null;
      await room.advance(300);
      assert.equal(room.account.state, 'signed_in');
      assert.ok(room.lookUp());
    });

    it('waits as long as the server asked for', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.next({ status: 429, retryAfter: 120 });
      const first = await refusal(room.token());
      assert.equal(first.extensions.retryAfter, 121);
      const second = await refusal(room.token());
      assert.match(second.message, /next try is in 121 s/);
      assert.equal(room.server.attempts, 1);
      await room.advance(122);
      assert.ok(await room.token());
    });

    it('lets a caller wait for the next try when that comes before the deadline', async () => {
      const room = new EngineRoom({ settings: { keep_session_alive_hours: 0 } });
      await room.signIn();
      await room.advance(301);
      room.server.next('unavailable');
      await refusal(room.token());
      assert.ok(await inTime(room, room.token(), 2));
      assert.equal(room.server.refreshes, 1);
    });

    it('tells a caller at the deadline which hop it was waiting for', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.gate = new Promise(() => {});
      const error = await inTime(room, refusal(room.token({ deadline: 3 })), 3);
      assert.equal(error.code, 'deadline_exceeded');
      assert.match(error.message, /waiting for the token endpoint of model\.example/);
    });

    it('waits out a server that stands still, so that what it rotates is not lost', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const { promise, resolve } = Promise.withResolvers<void>();
      room.server.gate = promise;
      assert.equal((await inTime(room, refusal(room.token()), 90)).code, 'deadline_exceeded');
      resolve();
      room.server.gate = null;
      assert.ok(await inTime(room, room.token(), 1));
      assert.deepEqual([room.server.refreshes, room.server.attempts], [1, 1]);
    });

    it('does not ask one that stood still for too long again at once', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.gate = new Promise(() => {});
      await inTime(room, refusal(room.token()), 120);
      assert.deepEqual([room.server.attempts, room.account.state], [1, 'retrying']);
      assert.equal(room.account.maybe_rotated, true);
    });

    it('delays no account of another server', async () => {
      const room = new EngineRoom();
      await room.signIn('alice', 'frozen');
      await room.signIn('bob', 'lab');
      await room.advance(301);
      let release = () => {};
      room.server.gate = new Promise((resolve) => {
        release = resolve;
      });
      const frozen = room.token({ profile: 'frozen' });
      room.server.gate = null;
      assert.ok(await room.token({ profile: 'lab' }));
      release();
      assert.ok(await frozen);
    });

    it('tries at once after the machine was asleep', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.token();
      room.server.always = 'unavailable';
      await room.advance(1200);
      room.server.always = null;
      const attempts = room.server.attempts;
      room.suspend(3600);
      await room.advance(31);
      assert.equal(room.server.attempts, attempts + 1);
      assert.equal(room.account.state, 'signed_in');
    });
  });

  describe('ends an account', () => {
    it('only when the server refuses the grant that is the stored one', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.endSessions();
      const error = await refusal(room.token());
      assert.equal(error.code, 'signed_out');
      assert.match(error.message, /alice · lab is signed out: the server says .* `tokenwell login lab`/);
      assert.equal((await refusal(room.token())).message, error.message, 'later callers are told the same');
      assert.equal(room.account.last_error?.reason, 'refused');
    });

    it('not when another process has rotated the grant meanwhile', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const [id, stored] = [...room.disk.grants][0] ?? assert.fail();
      const other = await room.server.refresh(stored.grant, { ...stored.grant, signal: AbortSignal.abort() });
      const rotated = { ...stored.grant, refreshToken: other.refreshToken ?? '' };
      const read = room.disk.read.bind(room.disk);
      let reads = 0;
      // The other process writes after we have read.
      room.disk.read = async (grant) => {
        const before = await read(grant);
        if (++reads === 1) await room.disk.replace(id, rotated, stored.generation);
        return before;
      };
      // The reuse would end the session on this model; a server with a grace window only refuses.
      room.server.next({ error: 'invalid_grant' });
      assert.ok(await room.token());
      assert.equal(room.account.state, 'signed_in');
    });

    it('not for an error that says something else', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.server.next({ error: 'invalid_client' });
      assert.equal((await refusal(room.token())).code, 'authorization_server_refused');
      assert.equal(room.account.state, 'retrying');
      assert.ok(await inTime(room, room.token(), 2));
    });
  });

  describe('and the store', () => {
    it('has the rotated refresh token before the access token is served', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      const { promise: gate, resolve: release } = Promise.withResolvers<void>();
      const replace = room.disk.replace.bind(room.disk);
      room.disk.replace = async (...parameters) => {
        await gate;
        return replace(...parameters);
      };
      let served = false;
      const token = room.token().then(() => {
        served = true;
      });
      await room.advance(1.5);
      assert.equal(served, false);
      release();
      await token;
      assert.equal(room.disk.written.length, 1);
      assert.equal(room.account.at_risk, false);
    });

    it('delays serving two seconds at most, then the account is at risk until it is written', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.disk.failure = diskFull;
      const { access_token } = await inTime(room, room.token(), 2.5);
      assert.ok(access_token);
      assert.equal(room.account.at_risk, true);
      room.disk.failure = null;
      await room.advance(10);
      assert.equal(room.account.at_risk, false);
      assert.equal(room.disk.written.length, 1);
    });

    it('that hangs never loses the newest token to an older one', async () => {
      const room = new EngineRoom({ accessTokenLife: 15 });
      await room.signIn();
      await room.token();
      await room.advance(16);
      let release = () => {};
      room.disk.gate = new Promise((resolve) => {
        release = resolve;
      });
      for (let round = 0; round < 4; round++) {
        await inTime(room, room.token(), 3);
        await room.advance(13);
      }
      room.disk.gate = null;
      release();
      await room.advance(5);
      const [stored] = room.disk.grants.values();
      assert.equal(stored?.grant.refreshToken, room.disk.written.at(-1));
      room.crash();
      assert.ok(await room.token());
      assert.equal(room.server.reuses, 0);
    });

    it('that takes no writes puts off a renewal that nobody waits for', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.token();
      room.disk.failure = diskFull;
      await room.advance(290);
      assert.equal(room.server.refreshes, 0);
      assert.equal(room.account.state, 'retrying');
      assert.ok(room.lookUp() ?? (await room.token()));
    });

    it('that is locked makes the account locked, and unlocking brings it back', async () => {
      const room = new EngineRoom();
      await room.signIn();
      await room.advance(301);
      room.lock(true);
      assert.equal((await refusal(room.token())).code, 'store_locked');
      assert.equal(room.account.state, 'locked');
      room.lock(false);
      assert.ok(await room.token());
      assert.equal(room.account.state, 'signed_in');
    });
  });

  describe('keeps the grant itself alive', () => {
    it('at 80 % of its idle life while a window is connected', async () => {
      const room = new EngineRoom({ settings: { keep_session_alive_hours: 0 } });
      await room.signIn();
      room.accounts.windowsConnected(1);
      await room.leap(1800 * 0.79);
      assert.equal(room.server.refreshes, 0);
      await room.leap(1800 * 0.02);
      assert.equal(room.server.refreshes, 1);
      room.accounts.windowsConnected(0);
      await room.leap(3600);
      assert.equal(room.server.refreshes, 1);
    });

    it('weekly where it is an offline grant, used or not', async () => {
      const room = new EngineRoom({ refreshTokenLife: null });
      await room.signIn();
      for (let day = 0; day < 22; day++) await room.leap(86_400);
      assert.equal(room.server.refreshes, 3);
    });

    it('before the server drops an offline grant as idle, where it tells when, and stays for that', async () => {
      const room = new EngineRoom({ refreshTokenLife: null });
      room.server.refreshTokenLife = 86_400;
      await room.signIn();
      await room.leap(86_400 * 0.79);
      assert.deepEqual([room.server.refreshes, room.accounts.isNeeded()], [0, true]);
      await room.leap(86_400 * 0.02);
      assert.equal(room.server.refreshes, 1);
      for (let day = 0; day < 10; day++) await room.leap(86_400 * 0.5);
      assert.equal(room.account.state, 'signed_in');
      assert.ok(room.server.refreshes >= 5);
    });

    it('without staying for an offline grant that lives for a month unused', async () => {
      const room = new EngineRoom({ refreshTokenLife: null });
      room.server.refreshTokenLife = 30 * 86_400;
      await room.signIn();
      await room.leap(86_400);
      assert.equal(room.accounts.isNeeded(), false);
      for (let day = 0; day < 7; day++) await room.leap(86_400);
      assert.equal(room.server.refreshes, 1);
    });

    it('across restarts of the daemon', async () => {
      const room = new EngineRoom({ refreshTokenLife: null });
      await room.signIn();
      for (let day = 0; day < 8; day++) {
        await room.leap(86_400);
        room.crash();
        await room.advance(1);
      }
      assert.equal(room.server.refreshes, 1);
    });
  });
});
