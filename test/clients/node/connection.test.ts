import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Connection } from '../../../clients/node/connection.ts';
import { DaemonError, DaemonUnreachable } from '../../../clients/node/daemon-error.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';

describe('a connection to the daemon', () => {
  let test: TestDaemon;

  before(async () => {
    test = await startTestDaemon({ profiles: { lab: { issuer: 'https://auth.example.org', client_id: 'notebooks' } } });
  });

  after(() => test.close());

  it('calls the daemon with typed answers', async () => {
    assert.equal((await test.connection.health()).pid, process.pid);
    assert.deepEqual(
      (await test.connection.profiles()).profiles.map(({ name }) => name),
      ['lab'],
    );
    assert.equal((await test.connection.store()).state, 'open');
    assert.equal(await test.connection.offerEnvironment({ no_proxy: '.lan' }), undefined);
    assert.equal((await test.connection.changeSettings({ tcp: null })).tcp, true);
  });

  it('turns a problem document into an error with its code, words and extras', async () => {
    await assert.rejects(test.connection.token('nowhere'), (error) => {
      assert.ok(error instanceof DaemonError);
      assert.deepEqual([error.code, error.status, error.title], ['profile_not_found', 404, 'There is no such profile']);
      assert.match(error.detail, /nowhere/);
      assert.deepEqual(error.extensions, {});
      return true;
    });
  });

  it('says that none runs where there is none', async () => {
    const nobody = new Connection({ find: () => null, client: 'test' });
    await assert.rejects(nobody.health(), hasReason('not_running'));
    const stale = new Connection({ find: () => ({ socket: '/nonexistent/x.sock', discovery: null }), client: 'test' });
    await assert.rejects(stale.health(), hasReason('not_running'));
  });

  it('survives a restart of the daemon elsewhere', async () => {
    const places = [{ socket: '/nonexistent/before.sock', discovery: null }, test.connection.address];
    const moving = new Connection({ find: () => places.shift() ?? null, client: 'test' });
    assert.equal((await moving.health()).pid, process.pid);
  });

  describe('with something else behind the socket', () => {
    const socket = () => join(test.home, 'impostor.sock');
    let server: Server;
    let connections = 0;

    async function answering(bytes: string | null): Promise<Connection> {
      connections = 0;
      server = createServer((peer) => {
        connections += 1;
        peer.on('error', () => {});
        if (bytes === null) return void peer.resume();
        peer.once('data', () => peer.end(bytes));
      });
      await new Promise<void>((resolve) => server.listen(socket(), resolve));
      return new Connection({ find: () => ({ socket: socket(), discovery: null }), client: 'test', deadline: 150 });
    }

    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('gives up at the deadline', async () => {
      const connection = await answering(null);
      await assert.rejects(connection.health(), hasReason('timeout'));
    });

    it('waits for its word on a server longer than for one on itself', async () => {
      const connection = await answering(null);
      const asked = new Promise<Socket>((resolve) => server.once('connection', resolve));
      const signIn = connection.startSignIn({ profile: 'lab' });
      const peer = await asked;
      await assert.rejects(connection.health(), hasReason('timeout'));
      await assert.rejects(connection.accounts(), hasReason('timeout'));
      const words = '{"code":"authorization_server_unavailable","detail":"It did not answer."}';
      peer.end(`HTTP/1.1 503 Service Unavailable\r\nContent-Length: ${words.length}\r\n\r\n${words}`);
      await assert.rejects(signIn, (error) => error instanceof DaemonError && error.detail === 'It did not answer.');
    });

    it('takes what is no HTTP or no JSON for somebody else', async () => {
      await assert.rejects((await answering('SSH-2.0-x\r\n')).health(), hasReason('not_the_daemon'));
      await new Promise((resolve) => server.close(resolve));
      const page = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>';
      await assert.rejects((await answering(page)).health(), hasReason('not_the_daemon'));
    });

    it('asks a question again whose answer was cut off, but never repeats an order', async () => {
      const connection = await answering('');
      await assert.rejects(connection.health(), hasReason('connection_lost'));
      assert.equal(connections, 2);
      connections = 0;
      await assert.rejects(connection.revokeAll(), hasReason('connection_lost'));
      assert.equal(connections, 1);
    });
  });
});

function hasReason(reason: string) {
  return (error: unknown) => {
    assert.ok(error instanceof DaemonUnreachable, String(error));
    assert.equal(error.reason, reason);
    return true;
  };
}
