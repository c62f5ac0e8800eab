import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { problem as problemSchema } from '../../daemon/api.ts';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

describe('odd input is a clear 4xx', () => {
  let tested: ServerUnderTest;
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(() => tested.end());

  async function refused(wanted: Parameters<ServerUnderTest['overSocket']>[0], status?: number): Promise<string> {
    const answer = await tested.overSocket(wanted);
    const what = `${wanted.method ?? 'GET'} ${wanted.path.slice(0, 80)} ${String(wanted.body).slice(0, 80)}`;
    assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status}`);
    if (status !== undefined) assert.equal(answer.status, status, what);
    const problem = problemSchema.parse(JSON.parse(answer.body));
    assert.equal(problem.status, answer.status);
    assert.deepEqual(tested.services.asked, []);
    return problem.detail;
  }

  const post = (body: string) => ({
    method: 'POST',
    path: '/v1/sign-ins',
    headers: { 'content-type': 'application/json' },
    body,
  });

  it('malformed paths', async () => {
    for (const path of [
      '/v1/profiles/%',
      '/v1/accounts/%zz',
      '/v1/sign-ins/%c0%af',
      '/v1/token/%e0%80%af',
      '/v1/sign-ins/%',
    ]) {
      await refused({ method: path.includes('token') || path.includes('sign-ins') ? 'GET' : 'DELETE', path }, 400);
    }
    for (const path of [
      '/%',
      '/v1/sign-ins/..',
      '/v1/accounts/a%2fb/../c',
      '/v1/token/lab;x',
      '/\\',
      '/v1/sign-ins/%00',
    ]) {
      await refused({ path });
    }
  });

  it('bodies that are no JSON object', async () => {
    for (const body of [
      '{',
      '[]',
      '""',
      'null',
      '1',
      '{"profile":"lab"}x',
      '\u0000',
      '{"profile":"lab",}',
      "{'profile':'lab'}",
    ]) {
      await refused(post(body), 400);
    }
    await refused({ method: 'POST', path: '/v1/sign-ins' }, 400);
  });

  it('JSON that reaches for the prototype', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const detail = await refused(post(`{"profile":"lab","${name}":{"flow":"paste"}}`), 400);
      assert.ok(detail.includes(`"${name}"`), detail);
    }
    await refused(post('{"__proto__":{"profile":"lab"}}'), 400);
    await refused(
      {
        method: 'PATCH',
        path: '/v1/settings',
        headers: { 'content-type': 'application/json' },
        body: '{"__proto__":{"tcp":false}}',
      },
      400,
    );
    assert.equal(({} as { profile?: string }).profile, undefined);
  });

  it('deep arrays and objects', async () => {
    const depth = 200_000;
    await refused(post('['.repeat(depth) + ']'.repeat(depth)), 400);
    await refused(post(`{"profile":${'['.repeat(depth)}${']'.repeat(depth)}}`), 400);
    await refused(post(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`), 400);
  });

  it('absurd numbers and types', async () => {
    for (const change of ['1e999', '-1', '1e308', '"12"', '[]', '{}', '0.1e-400000000000', 'true']) {
      const body = `{"exit_after_idle_hours":${change}}`;
      const wanted = { method: 'PATCH', path: '/v1/settings', headers: { 'content-type': 'application/json' }, body };
      if (change === '0.1e-400000000000') continue;
      await refused(wanted, 400);
    }
    for (const profile of ['1', 'null', '{}', '"LAB"', '""', `"${'a'.repeat(65)}"`, '"lab\\u0000"', '"lab\\n"']) {
      await refused(post(`{"profile":${profile}}`), 400);
    }
  });

  it('bodies that are too large, compressed, or in another character set', async () => {
    await refused(post(JSON.stringify({ profile: 'lab', password: 'x'.repeat(600_000) })), 413);
    await refused({ ...post('{}'), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }, 415);
    await refused({ ...post('{}'), headers: { 'content-type': 'application/json; charset=latin1' } }, 415);
  });

  it('a body that is refused by its size is taken to its end, so that who sends first and then reads hears why', async () => {
    const socket = connect(tested.server.socket);
    const [[answer]] = await Promise.all([
      once(socket, 'data'),
      new Promise<void>((sent, failed) => {
        const head =
          'POST /v1/sign-ins HTTP/1.1\r\nHost: tokenwell\r\nContent-Type: application/json\r\nContent-Length: 6000000\r\n\r\n';
        socket.write(head + 'x'.repeat(6_000_000), (error) => (error ? failed(error) : sent()));
      }),
    ]);
    socket.destroy();
    assert.match(String(answer), /^HTTP\/1\.1 413 /);
  });

  it('a message about what is wrong does not repeat what was sent', async () => {
    const secret = 'canary-password';
    for (const body of [
      `{"profile":"lab","flow":"${secret}"}`,
      `{"profile":"${secret} "}`,
      `{"profile":"lab","password":"${secret}`,
    ]) {
      assert.ok(!(await refused(post(body), 400)).includes(secret));
    }
  });

  it('bytes that are no HTTP', async () => {
    for (const bytes of [
      'hello\r\n\r\n',
      '\u0016\u0003\u0001\u0000\u0000',
      'GET /v1/health HTTP/9.9\r\nHost: tokenwell\r\n\r\n',
      'GET /v1/health HTTP/1.1\r\nHost: tokenwell\r\nX: a\u0000b\r\n\r\n',
      'GET /v1/health HTTP/1.1\r\nHost: tokenwell\r\n folded: x\r\n\r\n',
      'POST /v1/sign-ins HTTP/1.1\r\nHost: tokenwell\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /v1/sign-ins HTTP/1.1\r\nHost: tokenwell\r\nContent-Length: -1\r\n\r\n',
      'POST /v1/sign-ins HTTP/1.1\r\nHost: tokenwell\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ]) {
      const answer = await tested.rawOverSocket(bytes);
      assert.match(answer, /^HTTP\/1\.1 400 [^]*application\/problem\+json/, JSON.stringify(bytes));
    }
    assert.match(
      await tested.rawOverSocket(`GET /v1/health HTTP/1.1\r\nHost: tokenwell\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
      /^HTTP\/1\.1 413 /,
    );
    assert.deepEqual(tested.services.asked, []);
  });
});
