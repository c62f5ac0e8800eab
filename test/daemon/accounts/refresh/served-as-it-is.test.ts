import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { TokenwellError } from '../../../../daemon/errors.ts';
import { EngineRoom, profileNamed } from '../../../support/engine-room.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
const day = 86_400;

function withCode(code: string, message = /./) {
  return (error: unknown) => error instanceof TokenwellError && error.code === code && message.test(error.message);
}

describe('a long-lived token that is served as it is', () => {
  /** `ends`: seconds from now; null: never. */
  async function keep(ends: number | null, options: { told?: 'life' } = {}) {
    const room = new EngineRoom({ rotates: false });
    const { grant, accountName, answer } = room.server.signIn();
    const expiresAt = ends === null ? null : Math.floor(room.clock.now().wall / 1000) + ends;
    await room.accounts.adopt(profileNamed('lab'), {
      grant: { ...grant, kind: 'access_token', ...(options.told !== 'life' && { expiresAt }) },
      answer: { ...answer, accessToken: grant.refreshToken, expiresIn: ends, refreshExpiresIn: null },
      accountName,
    });
    return { room, secret: grant.refreshToken };
  }

  it('is served with the life that it has left, and never asks the server', async () => {
    const { room, secret } = await keep(10 * day);
    await room.leap(4 * day);
    room.crash();
    const token = await room.token();
    assert.deepEqual([token.access_token, token.expires_in], [secret, 6 * day]);
    assert.equal(room.lookUp()?.access_token, secret);
    await room.leap(5 * day);
    assert.equal((await room.token()).expires_in, day);
    assert.equal(room.server.attempts, 0);
  });

  it('has the end of its life counted from its receipt where the server told a life only', async () => {
    const { room } = await keep(3600, { told: 'life' });
    await room.leap(600);
    room.crash();
    assert.equal((await room.token()).expires_in, 3000);
    assert.equal(room.account.session_ends_at, room.account.signed_in_at + 3600);
  });

  it('is served without an end where it has none', async () => {
    const { room, secret } = await keep(null);
    await room.leap(40 * day);
    const token = await room.token();
    assert.deepEqual([token.access_token, token.expires_in], [secret, null]);
    assert.deepEqual([room.account.session_ends_at, room.server.attempts], [null, 0]);
  });

  it('is tried at the server once an API has refused it', async () => {
    const { room, secret } = await keep(10 * day);
    const rejected = hashOf(secret);
    assert.equal((await room.token({ rejected })).access_token, secret);
    assert.equal(room.server.attempts, 1);
    room.server.endSessions();
    await room.advance(5);
    await assert.rejects(room.token({ rejected }), withCode('signed_out', /no longer valid/));
    assert.equal(room.account.state, 'signed_out');
    assert.equal(room.disk.grants.size, 0);
  });

  it('is kept while the server that could try it is out of reach', async () => {
    const { room, secret } = await keep(10 * day);
    room.server.always = 'unavailable';
    await assert.rejects(room.token({ rejected: hashOf(secret) }), withCode('authorization_server_unavailable'));
    assert.equal((await room.token()).access_token, secret);
  });

  it('is seen to have ended when it has, although nobody asks for it', async () => {
    const { room } = await keep(3600);
    room.server.endSessions();
    await room.leap(3601);
    await room.advance(1);
    assert.equal(room.account.state, 'signed_out');
    await assert.rejects(room.token(), withCode('signed_out', /come to its end, and nothing can renew it/));
  });

  it('is not given up for a clock that is set wrong: the server has the last word', async () => {
    const { room, secret } = await keep(3600);
    room.clock.setWall(room.clock.now().wall + day * 1000);
    const token = await room.token();
    assert.deepEqual([token.access_token, token.expires_in], [secret, null]);
    assert.equal(room.account.state, 'signed_in');
  });

  it('has no narrower scope to give', async () => {
    const { room } = await keep(3600);
    await assert.rejects(
      room.token({ scopes: ['data'] }),
      withCode('narrowing_refused', /the scopes it was made with/),
    );
  });
});
