import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import { usualLimits } from '../../daemon/server/limits.ts';
import { canaryToken } from '../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

/** What limits.ts states for one listener; the rest is what a test process itself may need. */
const memoryBound = 64 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes, without what the engine would free anyhow when it is short of memory. */
function memoryHeld(): number {
  collectGarbage();
  return process.memoryUsage().rss;
}

describe('a flood harms nobody else', function () {
  this.timeout(60_000);
  let tested: ServerUnderTest;
  const floods: ChildProcess[] = [];
  const sockets: Socket[] = [];
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(
      floods.splice(0).map(async (flood) => {
        const ended = once(flood, 'exit');
        flood.stdin?.end();
        await ended;
      }),
    );
    await tested.end();
  });

  const token = () => tested.overTcp({ path: '/v1/token/lab', headers: { authorization: `Bearer ${tested.key}` } });

  /** Resolves with the number of connections that were made. */
  async function flood(count: number, head = ''): Promise<number> {
    const program = join(import.meta.dirname, '..', 'support', 'flood.ts');
    const child = spawn(process.execPath, [program, String(tested.server.port), String(count), head]);
    floods.push(child);
    const [said] = await once(child.stdout, 'data');
    return Number(/flooded (\d+)/.exec(String(said))?.[1]);
  }

  async function keepAliveCaller(): Promise<() => Promise<string>> {
    const socket = connect({ host: '127.0.0.1', port: tested.server.port as number });
    sockets.push(socket);
    const head = `GET /v1/token/lab HTTP/1.1\r\nHost: 127.0.0.1:${tested.server.port}\r\nAuthorization: Bearer ${tested.key}\r\n\r\n`;
    return async () => {
      socket.write(head);
      const [part] = await once(socket, 'data');
      return String(part);
    };
  }

  it('10,000 idle connections: callers are served, old and new, within the stated memory', async () => {
    const ask = await keepAliveCaller();
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    const before = memoryHeld();
    assert.ok((await flood(10_000)) > 9_000);
    // The caller that was there before has sent a request that was let in, so strangers had to go first.
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    assert.equal((await token()).status, 200);
    const grown = memoryHeld() - before;
    assert.ok(grown < memoryBound, `the server grew by ${Math.round(grown / 1024)} KiB`);
  });

  it('10,000 connections with unfinished headers of 16 KiB: callers are served within the stated memory', async () => {
    const ask = await keepAliveCaller();
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    const before = memoryHeld();
    assert.ok((await flood(10_000, `GET / HTTP/1.1\\r\\nX: ${'x'.repeat(15 * 1024)}`)) > 9_000);
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    assert.equal((await token()).status, 200);
    const grown = memoryHeld() - before;
    assert.ok(grown < memoryBound, `the server grew by ${Math.round(grown / 1024)} KiB`);
  });

  it('strangers that ask for a proof are no callers, and go before one', async () => {
    await tested.end();
    tested = await serverUnderTest({ limits: { ...usualLimits, connections: 3 } });
    const ask = await keepAliveCaller();
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
    const target = `/v1/proof?nonce=${'n'.repeat(16)}&key_id=0000000000000000`;
    for (let count = 0; count < 5; count++) {
      const stranger = connect({ host: '127.0.0.1', port: tested.server.port as number });
      sockets.push(stranger);
      stranger.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${tested.server.port}\r\n\r\n`);
      assert.match(String((await once(stranger, 'data'))[0]), /^HTTP\/1\.1 401 /);
    }
    assert.match(await ask(), /^HTTP\/1\.1 200 /);
  });

  it('strangers that never read what they are answered hold no place', async () => {
    await tested.end();
    tested = await serverUnderTest({ limits: { ...usualLimits, connections: 2 } });
    await clog();
    await clog();
    assert.equal((await token()).status, 200);
  });

  /** Sends refused requests without reading the answers, until the server takes no more of them. */
  async function clog(): Promise<void> {
    const stranger = connect({ host: '127.0.0.1', port: tested.server.port as number });
    sockets.push(stranger);
    stranger.on('error', () => {});
    await once(stranger, 'connect');
    const requests = `GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:${tested.server.port}\r\n\r\n`.repeat(1_000);
    let taken = true;
    while (taken) {
      if (stranger.write(requests)) continue;
      const drained = once(stranger, 'drain').then(() => true);
      taken = await Promise.race([drained, delay(500, false)]);
    }
  }

  it('callers that were let in make room for one another, the longest idle first', async () => {
    await tested.end();
    tested = await serverUnderTest({ limits: { ...usualLimits, connections: 3 } });
    const callers = [];
    for (let count = 0; count < 3; count++) {
      const ask = await keepAliveCaller();
      await ask();
      callers.push(ask);
    }
    const firstClosed = once(sockets[0] as Socket, 'close');
    assert.equal((await token()).status, 200);
    await firstClosed;
    assert.match((await callers[2]?.()) ?? '', /^HTTP\/1\.1 200 /);
  });

  it('when all connections wait for a token, one more is told so', async () => {
    await tested.end();
    tested = await serverUnderTest({ limits: { ...usualLimits, connections: 2 } });
    const waiting = Promise.withResolvers<never>();
    let asked = 0;
    const bothAsked = Promise.withResolvers<void>();
    tested.services.tokens.lookUp = () => undefined;
    tested.services.tokens.obtain = () => {
      if (++asked === 2) bothAsked.resolve();
      return waiting.promise;
    };
    const answers = [token(), token()];
    await bothAsked.promise;
    const refused = await tested.rawOverTcp('');
    assert.match(refused, /^HTTP\/1\.1 503 [^]*too_many_connections/);
    waiting.reject(new Error('the end of this test'));
    assert.deepEqual(
      (await Promise.all(answers)).map(({ status }) => status),
      [500, 500],
    );
  });

  it('a body of 10 MB is refused before it is read, at both doors', async () => {
    const body = 'x'.repeat(10 * 1024 * 1024);
    const lines = (more: string) =>
      `POST /v1/sign-ins HTTP/1.1\r\nHost: localhost:${tested.server.port}\r\n${more}\r\n\r\n`;
    const length = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
    assert.match(await tested.rawOverTcp(lines(length) + body), /^(?:HTTP\/1\.1 401 |$)/);
    assert.match(await tested.rawOverSocket(lines(length)), /^HTTP\/1\.1 413 /);
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const chunked = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close';
    assert.match(await tested.rawOverSocket(lines(chunked) + chunk), /^(?:HTTP\/1\.1 413 |$)/);
    assert.deepEqual(tested.services.asked, []);
    assert.equal((await token()).status, 200);
  });

  it('headers that come too slowly are cut off', async () => {
    await tested.end();
    tested = await serverUnderTest({ limits: { ...usualLimits, headersTimeout: 50, requestTimeout: 50 } });
    assert.match(
      await tested.rawOverTcp('GET /v1/health HTTP/1.1\r\nHost: '),
      /^HTTP\/1\.1 400 [^]*too long to arrive/,
    );
    assert.equal((await token()).status, 200);
  });

  it('a huge frame closes its WebSocket and nothing else', async () => {
    const open = async () => {
      const socket = new WebSocket(`ws+unix://${tested.server.socket}:/v1/events`, { headers: { host: 'tokenwell' } });
      socket.on('error', () => {});
      await once(socket, 'message');
      return socket;
    };
    const [bad, good] = await Promise.all([open(), open()]);
    bad.send(Buffer.alloc(10 * 1024 * 1024));
    await once(bad, 'close');
    const heard = once(good, 'message');
    tested.services.events.emit({ type: 'profiles' });
    assert.equal(String((await heard)[0]), '{"type":"profiles"}');
    good.terminate();
    assert.ok((await token()).body.includes(canaryToken));
  });
});
