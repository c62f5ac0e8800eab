import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { readDiscovery } from '../../clients/node/find-daemon.ts';
import { startDaemon } from '../../daemon/daemon.ts';
import { TokenwellError } from '../../daemon/errors.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { nextEvent, signIn } from '../support/sign-in.ts';

describe('the daemon as a whole', () => {
  const clock = new FakeClock(Date.now());
  let server: AuthorizationServer;
  let test: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access read' };
    test = await startTestDaemon({ clock, profiles: { lab } });
  });

  after(async () => {
    await test.close();
    await server.close();
  });

  it('signs in by the device flow, serves a token that works, and signs out for good', async () => {
    const account = await signIn(test, server, { clock });
    assert.equal(account.state, 'signed_in');

    const token = await test.connection.token('lab');
    const claims = await server.userinfo(token.access_token);
    assert.deepEqual([token.profile, token.account, claims?.sub], ['lab', account.id, 'alice']);

    const ended = await test.connection.signOut(account.id);
    assert.deepEqual([ended.account, ended.revocation], [account.id, 'revoked']);
    assert.deepEqual(await test.connection.accounts(), { accounts: [] });
    assert.equal(await server.userinfo(token.access_token), null);
    await assert.rejects(
      test.connection.token('lab'),
      (error) => error instanceof DaemonError && error.code === 'signed_out' && error.status === 409,
    );
  });

  it('renews an expired token with one request, however many ask', async () => {
    const account = await signIn(test, server, { clock });
    const first = await test.connection.token('lab');
    clock.suspend(((first.expires_in ?? 0) + 1) * 1000);
    const before = server.log.refreshes();
    const tokens = await Promise.all(Array.from({ length: 20 }, () => test.connection.token('lab')));
    assert.equal(server.log.refreshes() - before, 1);
    assert.equal(new Set(tokens.map(({ access_token }) => access_token)).size, 1);
    assert.notEqual(tokens[0]?.access_token, first.access_token);
    await test.connection.signOut(account.id);
  });

  it('tells where it is in an owner-only file, and in a copy of it', () => {
    const discovery = readDiscovery(test.paths.discovery);
    assert.deepEqual(discovery, readDiscovery(test.paths.discoveryCopy));
    assert.deepEqual([discovery?.socket, discovery?.url], [test.daemon.socket, test.daemon.url]);
    assert.equal(statSync(test.paths.discovery).mode & 0o777, 0o600);
  });

  it('refuses to be a second one on the same state, and harms the first in nothing', async () => {
    await assert.rejects(
      startDaemon({ paths: test.paths, storeKind: 'keyfile' }),
      (error) => error instanceof TokenwellError && error.code === 'already_running',
    );
    assert.equal((await test.connection.health()).status, 'ok');
  });

  it('keeps a sign-in over a restart', async () => {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    const first = await startTestDaemon({ clock, profiles: { lab } });
    const account = await signIn(first, server, { clock });
    await first.daemon.end('stop');
    const second = await startTestDaemon({ clock, home: first.home });
    const { accounts } = await second.connection.accounts();
    assert.deepEqual(
      accounts.map(({ id, state }) => [id, state]),
      [[account.id, 'signed_in']],
    );
    const { access_token } = await second.connection.token('lab');
    assert.equal((await server.userinfo(access_token))?.sub, 'alice');
    await second.daemon.end('stop');
    await first.close();
  });

  it('leaves neither socket nor discovery file when it is stopped over HTTP', async () => {
    const stopped = await startTestDaemon({ clock });
    assert.deepEqual(await stopped.connection.shutDown(), { status: 'ending' });
    assert.equal(await stopped.daemon.ended, 'stop');
    const { socket, discovery, discoveryCopy } = stopped.paths;
    assert.deepEqual([socket, discovery, discoveryCopy].filter(existsSync), []);
    await stopped.close();
  });

  describe('when nobody calls', () => {
    const hour = 3_600_000;
    const settings = { exit_after_idle_hours: 0.5 };
    let idle: TestDaemon;

    afterEach(() => idle.close());

    it('ends by itself, tells so, and leaves nothing of itself', async () => {
      const ticking = new FakeClock();
      idle = await startTestDaemon({ clock: ticking, settings });
      const told = nextEvent(idle.daemon.services.events, (event) => (event.type === 'shutdown' ? event : undefined));
      await ticking.advance(hour);
      assert.equal(await idle.daemon.ended, 'idle');
      assert.deepEqual(await told, { type: 'shutdown', reason: 'idle' });
      assert.equal(existsSync(idle.paths.discoveryCopy), false);
    });

    it('stays where it runs as a service', async () => {
      const ticking = new FakeClock();
      idle = await startTestDaemon({ clock: ticking, settings, idleExit: false });
      await ticking.advance(hour);
      assert.equal((await idle.connection.health()).status, 'ok');
    });

    it('stays while its sign-ins are in memory only', async () => {
      const ticking = new FakeClock(Date.now());
      const lab = { issuer: server.issuer, client_id: server.clientId };
      idle = await startTestDaemon({ clock: ticking, settings, store: 'memory', profiles: { lab } });
      await signIn(idle, server, { clock: ticking });
      await ticking.advance(hour);
      assert.equal((await idle.connection.health()).status, 'ok');
    });
  });
});
