import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { event as eventSchema } from '../../../daemon/api.ts';
import { usualLimits } from '../../../daemon/server/limits.ts';
import { fakeAccount } from '../../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../../support/server-under-test.ts';

describe('GET /v1/events', () => {
  let tested: ServerUnderTest;
  const opened: WebSocket[] = [];
  beforeEach(async () => {
    tested = await serverUnderTest({ limits: { ...usualLimits, windows: 3, unreadBytes: 64 * 1024 } });
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.terminate();
    await tested.end();
  });

  function open(headers: Record<string, string> = {}, path = '/v1/events'): WebSocket {
    const socket = new WebSocket(`ws+unix://${tested.server.socket}:${path}`, {
      headers: { host: 'tokenwell', ...headers },
    });
    // A refused handshake is an error too, once it is torn down.
    socket.on('error', () => {});
    opened.push(socket);
    return socket;
  }

  async function next(socket: WebSocket) {
    const [data] = await once(socket, 'message');
    return eventSchema.parse(JSON.parse(String(data)));
  }

  async function refusal(socket: WebSocket): Promise<number> {
    const [, response] = await once(socket, 'unexpected-response');
    return response.statusCode;
  }

  it('says hello with the whole state first, then tells every change', async () => {
    const socket = open();
    const hello = await next(socket);
    assert.equal(hello.type, 'hello');
    assert.deepEqual(hello.type === 'hello' && hello.accounts, [fakeAccount]);
    tested.services.events.emit({ type: 'account_removed', account: 'account-1', profile: 'lab' });
    assert.deepEqual(await next(socket), { type: 'account_removed', account: 'account-1', profile: 'lab' });
  });

  it('counts windows, and not other programs that listen', async () => {
    const window = open({ 'tokenwell-client': 'tokenwell-vscode pid=1' });
    await next(window);
    await next(open({ 'tokenwell-client': 'cli pid=2' }));
    await next(open({ 'tokenwell-client': 'tokenwell-vscodelike' }));
    assert.deepEqual(tested.services.windowCounts, [1]);
    const told = new Promise<void>((resolve) => {
      tested.services.accounts.windowsConnected = (count) => {
        tested.services.windowCounts.push(count);
        resolve();
      };
    });
    window.close();
    await told;
    assert.deepEqual(tested.services.windowCounts, [1, 0]);
  });

  it('closes a window that does not read, and goes on telling the others', async () => {
    const slow = open();
    const good = open();
    await Promise.all([next(slow), next(good)]);
    slow.pause();
    const detail = 'x'.repeat(8 * 1024);
    const account = { ...fakeAccount, last_error: { code: 'internal_error', detail, at: 0 } };
    for (let count = 0; count < 200; count++) {
      const heard = next(good);
      tested.services.events.emit({ type: 'account', account });
      await heard;
    }
    const closed = once(slow, 'close');
    slow.resume();
    const [code] = await closed;
    assert.equal(code, 1006);
  });

  it('throws away what a window says, and closes on more than a small frame', async () => {
    const socket = open();
    await next(socket);
    socket.send('{"type":"account_removed"}');
    socket.send('x'.repeat(usualLimits.frameBytes + 1));
    const [code] = await once(socket, 'close');
    assert.equal(code, 1009);
    assert.deepEqual(tested.services.asked, []);
  });

  it('takes a limited number of listeners', async () => {
    await Promise.all([next(open()), next(open()), next(open())]);
    assert.equal(await refusal(open()), 503);
  });

  it('opens at its own address only, and never with a query', async () => {
    assert.equal(await refusal(open({}, '/v1/token/lab')), 403);
    assert.equal(await refusal(open({}, '/v1/events?key=canary-key')), 403);
  });

  it('answers a handshake that is none with a problem document', async () => {
    const answer = await tested.rawOverSocket(
      'GET /v1/events HTTP/1.1\r\nHost: tokenwell\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    );
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /application\/problem\+json/);
  });

  it('says that it goes when the server closes', async () => {
    const socket = open();
    await next(socket);
    const closed = once(socket, 'close');
    await tested.server.close();
    assert.equal((await closed)[0], 1001);
  });
});
