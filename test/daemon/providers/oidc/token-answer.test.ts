import assert from 'node:assert/strict';

import { readTokenBody, toTokenAnswer } from '../../../../daemon/providers/oidc/token-answer.ts';

const good = { access_token: 'canary-access', token_type: 'Bearer' };

function read(members: object) {
  const body = JSON.stringify({ ...good, ...members });
  return toTokenAnswer(readTokenBody({ status: 200, headers: new Headers(), body }, 'token endpoint of x'));
}

describe('a token answer', () => {
  for (const [sent, understood] of [
    [300, 300],
    [0, 0],
    [12.5, 12.5],
    ['300', 300],
    [315360000000, 315360000000],
    [undefined, null],
    [null, null],
    [-1, null],
    ['-1', null],
    ['soon', null],
    ['', null],
    ['0x10', null],
    [{}, null],
    [true, null],
  ]) {
    it(`understands expires_in ${JSON.stringify(sent)} as ${understood}`, () => {
      assert.equal(read({ expires_in: sent }).expiresIn, understood);
    });
  }

  it('understands a number that JSON cannot hold as unknown', () => {
    const body = `{"access_token":"a","token_type":"bearer","expires_in":1e999}`;
    const answer = readTokenBody({ status: 200, headers: new Headers(), body }, 'x');
    assert.equal(toTokenAnswer(answer).expiresIn, null);
  });

  it('understands refresh_expires_in 0 as without end', () => {
    assert.equal(read({ refresh_expires_in: 0 }).refreshExpiresIn, null);
    assert.equal(read({ refresh_expires_in: 1800 }).refreshExpiresIn, 1800);
  });

  it('tells a scope as it was granted', () => {
    assert.deepEqual(read({ scope: 'email  openid' }).scopes, ['email', 'openid']);
    assert.deepEqual(read({ scope: ['email', 'openid'] }).scopes, ['email', 'openid']);
    assert.deepEqual(read({ scope: 'a "b" c\u0007' }).scopes, ['a']);
    assert.equal(read({ scope: '' }).scopes, null);
    assert.equal(read({ scope: 7 }).scopes, null);
  });

  it('keeps the old refresh token where the new one is empty or no text', () => {
    assert.equal(read({ refresh_token: '' }).refreshToken, null);
    assert.equal(read({ refresh_token: 7 }).refreshToken, null);
    assert.equal(read({ refresh_token: 'canary-next' }).refreshToken, 'canary-next');
  });

  it('takes a token of 200 kB', () => {
    const token = 'x'.repeat(200_000);
    assert.equal(read({ access_token: token }).accessToken, token);
  });

  for (const token of ['a\r\nX-Evil: 1', 'a b', 'a\u0000', 'é', 'a\n', '', 7, null, ['a']]) {
    it(`refuses the access token ${JSON.stringify(token)}`, () => {
      assert.throws(() => read({ access_token: token }), { kind: 'answer_lost', malformed: true });
    });
  }

  for (const type of ['bearer', 'BEARER', 'Bearer']) {
    it(`takes the token type ${type}`, () => assert.equal(read({ token_type: type }).tokenType, 'Bearer'));
  }

  for (const type of ['DPoP', 'N_A', 'mac', '<script>', undefined, 1]) {
    it(`refuses the token type ${type}`, () => {
      assert.throws(
        () => read({ token_type: type }),
        (error: Error) => {
          assert.match(error.message, /can serve bearer tokens only/);
          assert.doesNotMatch(error.message, /script|canary/);
          return true;
        },
      );
    });
  }
});
