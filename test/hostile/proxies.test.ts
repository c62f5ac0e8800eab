import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';

/** What people have in their shells, and what makes Node itself use it. */
const namesOfProxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];

describe('a proxy in the environment', () => {
  let recorder: Server;
  let connections = 0;
  let test: TestDaemon;

  before(async () => {
    recorder = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
    test = await startTestDaemon();
  });

  beforeEach(() => {
    connections = 0;
  });

  after(async () => {
    await test.close();
    recorder.close();
  });

  it('sees nothing of calls over the owner socket, over TCP, or of the events', async () => {
    const module = (name: string) => JSON.stringify(join(import.meta.dirname, '../../clients/node', name));
    const output = await run(`
      import { connect } from ${module('connect.ts')};
      import { EventFeed } from ${module('events.ts')};
      import { healthOverTcp } from ${module('tcp.ts')};
      const connection = await connect({ client: 'test', start: false });
      const { discovery } = connection.address;
      const overSocket = await connection.health();
      const overTcp = await healthOverTcp({ discovery, client: 'test' });
      const hello = await new Promise((resolve) => {
        const feed = new EventFeed({ find: () => connection.address, client: 'test', onEvent: (event) => {
          feed.close();
          resolve(event);
        } });
      });
      console.log(JSON.stringify([overSocket.pid, overTcp.pid, hello.type]));
    `);
    assert.deepEqual(JSON.parse(output), [process.pid, process.pid, 'hello']);
    assert.equal(connections, 0);
  });

  it('is met by what follows it, so that a recorder that sees nothing means something', async () => {
    await run(`await fetch('http://127.0.0.1:4711/').catch(() => {}); console.log('done');`);
    assert.ok(connections > 0);
  });

  async function run(source: string): Promise<string> {
    const proxy = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
      env: {
        ...environmentOf(test.home),
        ...Object.fromEntries(namesOfProxies.map((name) => [name, proxy])),
        PATH: process.env.PATH,
        NODE_USE_ENV_PROXY: '1',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return output;
  }
});
