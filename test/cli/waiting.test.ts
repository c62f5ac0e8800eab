import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, freshHome, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';
import { runCli, startCli, startInTerminal } from './run-cli.ts';

describe('a daemon that cannot be started', () => {
  it('is told in one line, without a log that nobody wrote', async () => {
    const environment = { TOKENWELL_HOME: '/dev/null/tokenwell' };
    const { code, stderr } = await runCli(['token', 'lab'], { environment, folder: '/' });
    assert.equal(code, 6);
    assert.match(stderr, /^tokenwell: The folder \/dev\/null\/tokenwell\/state cannot be made \(ENOTDIR\)\..*\n$/);
  });
});

describe('commands that wait for the daemon', () => {
  let server: AuthorizationServer;
  let home: string;
  let environment: Record<string, string>;
  let daemon: TestDaemon;

  const startDaemon = () => {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    return startTestDaemon({ home, profiles: { lab } });
  };

  before(async () => {
    server = await startAuthorizationServer();
  });

  beforeEach(async () => {
    home = freshHome();
    environment = environmentOf(home);
    daemon = await startDaemon();
  });

  afterEach(async () => {
    await daemon.close();
    rmSync(home, { recursive: true, force: true });
  });

  after(() => server.close());

  it('status --watch shows each change, over an end and a new start of the daemon', async () => {
    const watch = startInTerminal(['status', '--watch', '--json'], { environment, columns: 2_000 });
    await watch.shows(/"running":true.*"accounts":\[\].*"profiles":\["lab"\]/);
    const { id } = await signInByCode(daemon.connection, server);
    await watch.shows(/"accounts":\[\{[^\n]*"state":"signed_in"/);
    await daemon.connection.signOut(id);
    await watch.shows(/"signed_in"[^]*"accounts":\[\]/);

    await daemon.daemon.end('stop');
    await watch.shows(/"accounts":\[\][^]*"running":false/);
    daemon = await startDaemon();
    await watch.shows(/"running":false[^]*"running":true/);
    watch.type('\x03');
    assert.equal((await watch.end()).code, 0);
  });

  it('login says so when the daemon ends before the sign-in does', async () => {
    const login = startCli(['login', 'lab', '--no-qr'], { environment });
    await login.shows(/Waiting/);
    await daemon.daemon.end('stop');
    const { code, stderr } = await login.end();
    assert.equal(code, 6);
    assert.match(stderr, /The daemon ended while it waited for this sign-in[^]*`tokenwell login lab`/);
  });
});
