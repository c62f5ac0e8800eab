import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { silentLog } from '../../daemon/log.ts';
import { canaryToken } from '../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

describe('DNS rebinding gets nothing', () => {
  let tested: ServerUnderTest;
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(() => tested.end());

  /** Sends a request with the right key and these header lines, and checks that it is refused without a token byte. */
  async function refused(target: string, lines: string[]): Promise<void> {
    const head = [
      `GET ${target} HTTP/1.1`,
      `Authorization: Bearer ${tested.key}`,
      ...lines,
      'Connection: close',
      '',
      '',
    ];
    for (const send of [tested.rawOverTcp, tested.rawOverSocket]) {
      const answer = await send(head.join('\r\n'));
      assert.match(answer, /^HTTP\/1\.1 403 /, `${target} ${lines}`);
      assert.ok(!answer.includes(canaryToken));
      assert.ok(!/access-control/i.test(answer));
    }
    assert.deepEqual(tested.services.asked, []);
  }

  it('even with a valid key: a Host that is missing, doubled or has a trailing dot is refused', async () => {
    const good = `Host: 127.0.0.1:${tested.server.port}`;
    await refused('/v1/token/lab', []);
    await refused('/v1/token/lab', [good, good]);
    await refused('/v1/token/lab', [good, 'Host: rebind.example']);
    await refused('/v1/token/lab', ['Host: localhost.']);
    await refused('/v1/token/lab', ['Host:']);
  });

  it('a second Host is seen behind any number of other headers', async () => {
    const good = `Host: 127.0.0.1:${tested.server.port}`;
    await refused('/v1/token/lab', [good, ...Array.from({ length: 2100 }, () => 'a: b'), good]);
  });

  it('even with a valid key: another name or port over TCP is refused', async () => {
    for (const host of [
      'rebind.example',
      `rebind.example:${tested.server.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      '0.0.0.0:80',
    ]) {
      const answer = await tested.overTcp({
        path: '/v1/token/lab',
        headers: { host, authorization: `Bearer ${tested.key}` },
      });
      assert.equal(answer.status, 403, host);
      assert.ok(!answer.body.includes(canaryToken));
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('an absolute-form target is refused, whatever Host stands beside it', async () => {
    const host = `127.0.0.1:${tested.server.port}`;
    await refused(`http://${host}/v1/token/lab`, [`Host: ${host}`]);
    await refused('http://rebind.example/v1/token/lab', [`Host: ${host}`]);
  });

  it('HTTP/1.0 without a Host is refused as well', async () => {
    const answer = await tested.rawOverTcp(`GET /v1/token/lab HTTP/1.0\r\nAuthorization: Bearer ${tested.key}\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 403 /);
  });
});

describe('a web page gets nothing', () => {
  let tested: ServerUnderTest;
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(() => tested.end());

  const marks: Record<string, string>[] = [
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: 'vscode-webview://x' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];

  it('any Origin and any Sec-Fetch-Site is refused at both doors, with a valid key, for every method', async () => {
    const authorization = `Bearer ${tested.key}`;
    for (const mark of marks) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        for (const path of [
          '/v1/token/lab',
          '/v1/health',
          '/v1/proof',
          '/v1/accounts/account-1',
          '/v1/shutdown',
          '/nothing',
        ]) {
          for (const send of [tested.overTcp, tested.overSocket]) {
            const answer = await send({ method, path, headers: { ...mark, authorization } });
            assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(mark)}`);
            assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')));
          }
        }
      }
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('a simple POST is refused: a body must be JSON, and says so in its type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b']) {
      const wanted = {
        method: 'POST',
        path: '/v1/sign-ins',
        headers: { 'content-type': type },
        body: '{"profile":"lab"}',
      };
      assert.equal((await tested.overSocket(wanted)).status, 415, type);
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('nothing changes on GET, HEAD and OPTIONS', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const path of [
        '/v1/shutdown',
        '/v1/revoke-all',
        '/v1/accounts/account-1',
        '/v1/client-keys',
        '/v1/profiles',
        '/v1/settings',
      ]) {
        await tested.overSocket({ method, path });
      }
    }
    assert.deepEqual(tested.services.asked, []);
  });

  it('over TCP a valid key opens tokens, proof and health, and nothing that changes anything', async () => {
    const headers = { authorization: `Bearer ${tested.key}` };
    for (const [method, path] of [
      ['GET', '/v1/accounts'],
      ['DELETE', '/v1/accounts/account-1'],
      ['POST', '/v1/shutdown'],
      ['POST', '/v1/client-keys'],
      ['PATCH', '/v1/settings'],
    ] as const) {
      const answer = await tested.overTcp({ method, path, headers });
      assert.equal(answer.status, 403, path);
      assert.equal(JSON.parse(answer.body).code, 'owner_socket_only', path);
    }
    assert.deepEqual(tested.services.asked, []);
  });
});

describe('a page cannot open our WebSocket', () => {
  let tested: ServerUnderTest;
  let logged: string;
  beforeEach(async () => {
    logged = '';
    const note = (fields: object, message: string) => {
      logged += JSON.stringify([fields, message]);
    };
    tested = await serverUnderTest({
      log: { ...silentLog, trace: note, debug: note, info: note, warn: note, error: note },
    });
  });
  afterEach(() => tested.end());

  async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(url, { headers });
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    socket.terminate();
    return response.statusCode;
  }

  it('TCP refuses every upgrade, whatever Origin or key it carries', async () => {
    const url = `ws://127.0.0.1:${tested.server.port}/v1/events`;
    const authorization = `Bearer ${tested.key}`;
    assert.equal(await statusOf(url, { authorization }), 403);
    assert.equal(await statusOf(url, { authorization, origin: 'https://evil.example' }), 403);
    assert.equal(await statusOf(url, {}), 401);
    assert.equal(await statusOf(`ws://127.0.0.1:${tested.server.port}/v1/proof`, {}), 403);
    assert.equal(await statusOf(`ws://127.0.0.1:${tested.server.port}/v1/token/lab`, { authorization }), 403);
  });

  it('the owner socket refuses an upgrade with an Origin', async () => {
    const url = `ws+unix://${tested.server.socket}:/v1/events`;
    assert.equal(await statusOf(url, { host: 'tokenwell', origin: 'vscode-webview://x' }), 403);
    assert.equal(await statusOf(url, { host: 'tokenwell', origin: 'null' }), 403);
  });

  it('a key in a query is never accepted and never logged', async () => {
    const canary = tested.key;
    const query = `?key=${canary}&authorization=Bearer%20${canary}`;
    assert.equal(await statusOf(`ws://127.0.0.1:${tested.server.port}/v1/events${query}`, {}), 401);
    assert.equal((await tested.overTcp({ path: `/v1/token/lab${query}` })).status, 401);
    assert.equal((await tested.overTcp({ path: `/v1/health${query}` })).status, 401);
    assert.ok(logged.includes('a call was refused'));
    assert.ok(!logged.includes(canary));
  });
});
