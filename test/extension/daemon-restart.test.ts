import assert from 'node:assert/strict';
import Mocha from 'mocha';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { untilGone } from '../support/daemon.ts';
import {
  connection,
  daemonPid,
  endDaemon,
  session,
  sessionsChange,
  signInPermitted,
  startDaemon,
  writeProfile,
} from './world.ts';

describe('the daemon under VS Code', () => {
  let server: AuthorizationServer;
  beforeEach(async () => {
    server = await startAuthorizationServer();
    writeProfile(server);
    await signInPermitted(server);
    assert.ok(await session('profile:lab'));
  });
  afterEach(async () => {
    await startDaemon();
    await endDaemon();
    await server.close();
  });

  it('is started again by the window after `kill -9`, with its accounts', async () => {
    const killed = daemonPid();
    assert.ok(killed);
    const changed = sessionsChange();
    const start = performance.now();
    process.kill(killed, 'SIGKILL');
    await changed;
    const renewed = await session('profile:lab');
    // Told, not asserted: a busy machine is no fault of ours.
    Mocha.reporters.Base.consoleLog(`      right again after ${Math.round(performance.now() - start)} ms`);
    assert.notEqual(daemonPid(), killed);
    assert.ok(await server.userinfo(renewed?.accessToken ?? ''));
  });

  it('stays stopped after `daemon stop`, and nobody has a session', async () => {
    const stopped = daemonPid();
    assert.ok(stopped);
    const changed = sessionsChange();
    await connection.shutDown();
    await changed;
    await untilGone(stopped);
    assert.equal(await session('profile:lab'), undefined);
    assert.equal(daemonPid(), null);
  });

  it('is noticed when somebody else starts it again', async () => {
    const stopped = daemonPid();
    assert.ok(stopped);
    await connection.shutDown();
    await untilGone(stopped);
    const changed = sessionsChange();
    await startDaemon();
    await changed;
    assert.ok(await session('profile:lab'));
  });
});
