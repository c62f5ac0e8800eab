import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import { readKey } from '../../clients/node/key-file.ts';
import { healthOverTcp, tokenOverTcp } from '../../clients/node/tcp.ts';
import type { Discovery } from '../../daemon/api.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';

/** Somebody who listens on a port that the daemon has left, or never had. */
describe('a squatter on the recorded port', () => {
  let test: TestDaemon;
  let discovery: Discovery;
  let key: string;
  let squatter: Server;
  let received: string;

  before(async () => {
    test = await startTestDaemon();
    const found = test.connection.address.discovery;
    assert.ok(found);
    discovery = found;
    key = readKey(discovery.key_file);
  });

  after(() => test.close());

  afterEach(() => {
    squatter.closeAllConnections();
    squatter.close();
  });

  for (const [manner, answer] of Object.entries({
    'says 200 to everything': '{"status":"ok","access_token":"forged"}',
    'makes up a proof': JSON.stringify({ proof: 'A'.repeat(43), port: 1, start_id: 'x' }),
    'sends a proof that is no text': '{"proof":{"length":43}}',
    'sends an empty proof': '{"proof":""}',
    'sends no JSON': '<html>',
    'sends nothing': '',
  })) {
    it(`gets no key when it ${manner}`, async () => {
      const port = await squat((_path, respond) => respond(200, answer));
      await assert.rejects(tokenOverTcp(options(port), 'lab'), isNotTheDaemon);
      assertNoKeyCame();
    });
  }

  it('gets no key by an error, a redirect or a request for authentication', async () => {
    for (const status of [301, 307, 401, 407, 500]) {
      const port = await squat((_path, respond) =>
        respond(status, '{}', { location: '/v1/health', 'www-authenticate': 'Bearer', 'proxy-authenticate': 'Basic' }),
      );
      await assert.rejects(healthOverTcp(options(port)), isNotTheDaemon);
      assertNoKeyCame();
      squatter.closeAllConnections();
      squatter.close();
    }
  });

  it('gets no key by passing the question on to the real daemon', async () => {
    let proofs = 0;
    const port = await squat((path, respond) => {
      const relayed = request({ host: '127.0.0.1', port: discovery.port, path });
      relayed.on('response', async (response) => {
        const body = Buffer.concat(await response.toArray()).toString();
        proofs += body.includes('"proof"') ? 1 : 0;
        respond(response.statusCode ?? 0, body);
      });
      relayed.end();
    });
    await assert.rejects(healthOverTcp(options(port)), isNotTheDaemon);
    assert.equal(proofs, 1, 'the real daemon did answer the relayed question');
    assertNoKeyCame();
  });

  it('gets no key by listening where the proof’s connection was closed', async () => {
    // What proves itself and hangs up has proved nothing about who listens next.
    const port = await squat(async (path, respond) => {
      const proof = await realProof(path, port);
      respond(200, proof, { connection: 'close' });
    });
    await assert.rejects(healthOverTcp(options(port)), (error) => error instanceof DaemonUnreachable);
    assertNoKeyCame();
  });

  it('would be seen by these tests if it did get a key', async () => {
    const port = await squat((_path, respond) => respond(200, '{}'));
    const caller = connect(port, '127.0.0.1');
    caller.write(`GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${key}\r\n\r\n`);
    await caller.resume().toArray();
    assert.throws(assertNoKeyCame);
  });

  type Respond = (status: number, body: string, headers?: Record<string, string>) => void;

  async function squat(answer: (path: string, respond: Respond) => unknown): Promise<number> {
    received = '';
    squatter = createServer((incoming, response) => {
      const respond: Respond = (status, body, headers) => response.writeHead(status, headers).end(body);
      answer(incoming.url ?? '', respond);
    });
    squatter.on('connection', (socket) => socket.on('data', (bytes) => (received += bytes.toString('latin1'))));
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    return (squatter.address() as AddressInfo).port;
  }

  /** What only who knows the key can say; the squatter is given it to see what happens after a proof. */
  async function realProof(path: string, port: number): Promise<string> {
    const nonce = new URL(path, 'http://x').searchParams.get('nonce') ?? '';
    const { createHmac } = await import('node:crypto');
    const proof = createHmac('sha256', key).update(`${nonce}\n${port}\n${discovery.start_id}`).digest('base64url');
    return JSON.stringify({ proof, port, start_id: discovery.start_id });
  }

  function options(port: number) {
    return { discovery: { ...discovery, port }, client: 'test', deadline: 5_000 };
  }

  function assertNoKeyCame(): void {
    assert.ok(received.length > 0, 'the client did call');
    assert.ok(!received.includes(key), 'the key was sent');
    assert.doesNotMatch(received, /authorization/i);
  }
});

function isNotTheDaemon(error: unknown): boolean {
  return error instanceof DaemonUnreachable && error.reason === 'not_the_daemon';
}
