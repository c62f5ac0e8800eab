import assert from 'node:assert/strict';
import { DaemonError, DaemonUnreachable } from '../../../clients/node/daemon-error.ts';
import { healthOverTcp, tokenOverTcp } from '../../../clients/node/tcp.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';

describe('a call over TCP', () => {
  let test: TestDaemon;

  before(async () => {
    test = await startTestDaemon();
  });

  after(() => test.close());

  it('is made once the daemon has proved that it knows the key', async () => {
    assert.equal((await healthOverTcp(options())).pid, process.pid);
  });

  it('is made with a workspace’s own key too', async () => {
    const { key_file: keyFile } = await test.connection.clientKey('/home/alice/project');
    assert.equal((await healthOverTcp({ ...options(), keyFile })).pid, process.pid);
  });

  it('brings the daemon’s refusals', async () => {
    await assert.rejects(
      tokenOverTcp(options(), 'nowhere', { min_ttl: 5 }),
      (error) => error instanceof DaemonError && error.code === 'profile_not_found',
    );
  });

  it('is not made where TCP is off, or the key is gone', async () => {
    const { discovery } = options();
    const isNotRunning = (error: unknown) => error instanceof DaemonUnreachable && error.reason === 'not_running';
    await assert.rejects(healthOverTcp({ discovery: { ...discovery, port: null }, client: 'test' }), isNotRunning);
    await assert.rejects(healthOverTcp({ ...options(), keyFile: '/nonexistent/key' }), isNotRunning);
  });

  function options() {
    const { discovery } = test.connection.address;
    assert.ok(discovery);
    return { discovery, client: 'test' };
  }
});
