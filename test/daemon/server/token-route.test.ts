import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { TokenwellError } from '../../../daemon/errors.ts';
import type { TokenRequest } from '../../../daemon/token-service.ts';
import { canaryToken, fakeToken } from '../../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../../support/server-under-test.ts';

describe('GET /v1/token/{profile}', () => {
  let tested: ServerUnderTest;
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(() => tested.end());

  it('answers from memory with the token and all that belongs to it', async () => {
    const answer = await tested.overSocket({ path: '/v1/token/lab' });
    assert.equal(answer.status, 200);
    assert.deepEqual(JSON.parse(answer.body), fakeToken);
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(answer.headers['cache-control'], 'no-store');
  });

  it('answers over TCP to a caller with a client key', async () => {
    const answer = await tested.overTcp({ path: '/v1/token/lab', headers: { authorization: `Bearer ${tested.key}` } });
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.body).access_token, canaryToken);
  });

  it('gives the bare token to who accepts plain text', async () => {
    const answer = await tested.overSocket({ path: '/v1/token/lab', headers: { accept: 'text/plain' } });
    assert.equal(answer.body, canaryToken);
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
    const either = await tested.overSocket({
      path: '/v1/token/lab',
      headers: { accept: 'application/json, text/plain' },
    });
    assert.equal(JSON.parse(either.body).access_token, canaryToken);
  });

  it('hands every parameter on as it was meant', async () => {
    const query =
      'scope=openid+profile&resource=https%3A%2F%2Fa.example&resource=urn:b&min_ttl=30&account=al%20ice&rejected=0a1b2c3d&deadline=1.5';
    await tested.overSocket({ path: `/v1/token/lab?${query}` });
    const wanted: TokenRequest = {
      profile: 'lab',
      scopes: ['openid', 'profile'],
      resources: ['https://a.example', 'urn:b'],
      minTtl: 30,
      account: 'al ice',
      rejected: '0a1b2c3d',
      deadline: 1.5,
    };
    assert.deepEqual(tested.services.tokenRequests, [wanted]);
  });

  it('names the parameter that is not as it must be', async () => {
    const wrong: [string, string][] = [
      ['min_ttl=-1', 'min_ttl'],
      ['min_ttl=', 'min_ttl'],
      ['min_ttl=1.5', 'min_ttl'],
      ['min_ttl=0x10', 'min_ttl'],
      ['min_ttl=1e3', 'min_ttl'],
      ['min_ttl=99999999999999999999', 'min_ttl'],
      ['min_ttl=Infinity', 'min_ttl'],
      ['deadline=0', 'deadline'],
      ['deadline=301', 'deadline'],
      ['deadline=NaN', 'deadline'],
      ['rejected=ABCDEF01', 'rejected'],
      ['rejected=0a1b', 'rejected'],
      ['scope=', 'scope'],
      ['scope=a%0d%0ab', 'scope'],
      ['scope=a%22b', 'scope'],
      ['scope=%ff', 'scope'],
      ['scope=a&scope=b', 'scope'],
      ['resource=', 'resource'],
      ['resource=https://a.example/%23part', 'resource'],
      ['resource=relative', 'resource'],
      [Array.from({ length: 17 }, () => 'resource=urn:a').join('&'), 'resource'],
      ['account=', 'account'],
      ['account=%00', 'account'],
      ['client_key=x', 'client_key'],
      ['__proto__=x', '__proto__'],
    ];
    for (const [query, parameter] of wrong) {
      const answer = await tested.overSocket({ path: `/v1/token/lab?${query}` });
      assert.equal(answer.status, 400, query);
      const problem = JSON.parse(answer.body);
      assert.equal(problem.code, 'bad_request', query);
      assert.ok(problem.detail.includes(`"${parameter}`), `${query}: ${problem.detail}`);
    }
    assert.deepEqual(tested.services.tokenRequests, []);
  });

  it('refuses names that no profile can have', async () => {
    for (const [path, status] of [
      ['/v1/token/', 404],
      ['/v1/token/lab/more', 404],
      ['/v1/token/LAB', 400],
      ['/v1/token/%zz', 400],
      ['/v1/token/%2e%2e%2fetc', 400],
      ['/v1/token/__proto__', 400],
    ] as const) {
      assert.equal((await tested.overSocket({ path })).status, status, path);
    }
  });

  it('takes GET only and says so', async () => {
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await tested.overSocket({ method, path: '/v1/token/lab' });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.allow, 'GET', method);
      assert.ok(!answer.body.includes(canaryToken));
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('waits for the engine when no token is at hand', async () => {
    tested.services.tokens.lookUp = () => undefined;
    tested.services.tokens.obtain = async () => ({ ...fakeToken, access_token: 'canary-renewed' });
    assert.equal(JSON.parse((await tested.overSocket({ path: '/v1/token/lab' })).body).access_token, 'canary-renewed');
  });

  it("turns the engine's errors into problem documents", async () => {
    tested.services.tokens.lookUp = () => undefined;
    tested.services.tokens.obtain = async () => {
      throw new TokenwellError('deadline_exceeded', 'The server did not answer in time.', {
        hop: 'token endpoint of auth.example.org',
        retryAfter: 1.2,
      });
    };
    const answer = await tested.overSocket({ path: '/v1/token/lab' });
    assert.equal(answer.status, 504);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
    assert.equal(answer.headers['retry-after'], '2');
    assert.deepEqual(JSON.parse(answer.body), {
      type: 'urn:tokenwell:error:deadline_exceeded',
      title: 'No token within the deadline',
      status: 504,
      code: 'deadline_exceeded',
      detail: 'The server did not answer in time.',
      hop: 'token endpoint of auth.example.org',
      retry_after: 1.2,
    });
  });

  it('goes on serving when a caller hangs up while it waits', async () => {
    const waiting = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<typeof fakeToken>();
    tested.services.tokens.lookUp = () => undefined;
    tested.services.tokens.obtain = () => {
      waiting.resolve();
      return answer.promise;
    };
    const socket = connect(tested.server.socket);
    socket.write('GET /v1/token/lab HTTP/1.1\r\nHost: tokenwell\r\n\r\n');
    await waiting.promise;
    socket.destroy();
    await once(socket, 'close');
    answer.resolve(fakeToken);
    assert.equal((await tested.overSocket({ path: '/v1/token/lab' })).status, 200);
  });
});
