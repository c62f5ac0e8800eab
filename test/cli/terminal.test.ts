import assert from 'node:assert/strict';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { startInTerminal } from './run-cli.ts';

describe('the tokenwell command on a terminal', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    const { clientId: client_id } = server.clients.secret;
    daemon = await startTestDaemon({
      profiles: {
        lab: { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' },
        robot: { issuer: server.issuer, client_id, token_endpoint_auth_method: 'client_secret_basic' },
      },
    });
    await signIn(daemon, server);
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  const start = (args: string[], environment: Record<string, string> = {}, columns = 80) =>
    startInTerminal(args, { environment: { ...environmentOf(daemon.home), ...environment }, columns });

  it('shows a QR code and a countdown, and cancels at the daemon on Ctrl-C', async () => {
    const login = start(['login', 'lab']);
    await login.shows(/▀▀▀▀▀▀▀[^]*\d:\d\d left/);
    login.type('\x03');
    const { code, stdout } = await login.end();
    assert.equal(code, 130);
    assert.match(stdout, /Cancelled/);
    const { sign_ins: signIns } = await daemon.connection.signIns();
    assert.deepEqual(
      signIns.filter(({ state }) => state === 'waiting'),
      [],
    );
    assert.equal(
      signIns.some(({ state }) => state === 'cancelled'),
      true,
    );
  });

  it('asks for a client secret without showing it', async () => {
    const login = start(['login', 'robot', '--no-qr']);
    await login.shows(/\(not shown\): /);
    login.type(`canary-typo\x7f\x7f\x7f\x7f${'\x7f'.repeat(7)}${server.clients.secret.clientSecret}\r`);
    const [, userCode = ''] = await login.shows(/Code {3}\S*?([A-Z]{4}-[A-Z]{4})[^]*left/);
    await server.approve(userCode);
    const { code, stdout } = await login.end();
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /canary/);
  });

  it('is colourful, unless NO_COLOR says otherwise', async () => {
    const { stdout } = await start(['status']).end();
    assert.match(stdout, /\x1b\[32msigned in/);
    const { stdout: plain } = await start(['status'], { NO_COLOR: '1' }).end();
    assert.doesNotMatch(plain, /\x1b/);
  });

  it('leaves out columns where the terminal is narrow', async () => {
    const { stdout } = await start(['status'], { NO_COLOR: '1' }, 45).end();
    const table = stdout.split('\r\n').slice(0, 2);
    assert.match(table.join('\n'), /^PROFILE +ACCOUNT +STATE +EXPIRES\nlab +alice/);
  });

  it('tells in the audit log of a narrow terminal who asked, without the folder', async () => {
    await start(['token', 'lab']).end();
    const [wide, narrow] = [200, 80].map((columns) => start(['audit'], { NO_COLOR: '1' }, columns).end());
    assert.match((await wide)?.stdout ?? '', /CONFIRMED[^]* tokenwell-cli pid \d+ in \//);
    const lines = (await narrow)?.stdout.split('\r\n') ?? [];
    assert.match(lines[0] ?? '', /^WHEN +PROFILE +ACCOUNT +OUTCOME .*SAYS$/);
    assert.match(lines[1] ?? '', /lab +alice +served .*tokenwell-cli pid \d+$/);
  });

  it('keeps showing the status, and gives the screen back on Ctrl-C', async () => {
    const watch = start(['status', '--watch']);
    await watch.shows(/alice[^]*alice/);
    watch.type('\x03');
    const { code, stdout } = await watch.end();
    assert.equal(code, 0);
    assert.match(stdout, /^\x1b\[\?1049h[^]*\x1b\[\?1049l$/);
  });
});

describe('choosing a passphrase', () => {
  let daemon: TestDaemon;

  before(async () => {
    daemon = await startTestDaemon({ store: 'passphrase' });
  });

  after(() => daemon.close());

  it('takes it twice, and only if both are the same', async () => {
    const start = () => startInTerminal(['store', 'unlock'], { environment: environmentOf(daemon.home, 'passphrase') });
    const mistyped = start();
    await mistyped.shows(/New passphrase \(not shown\): /);
    mistyped.type('canary-one\r');
    await mistyped.shows(/The same again \(not shown\): /);
    mistyped.type('canary-two\r');
    assert.equal((await mistyped.end()).code, 2);
    assert.equal((await daemon.connection.store()).state, 'locked');
    const chosen = start();
    await chosen.shows(/New passphrase \(not shown\): /);
    chosen.type('canary-one\r');
    await chosen.shows(/The same again \(not shown\): /);
    chosen.type('canary-one\r');
    const { code, stdout } = await chosen.end();
    assert.deepEqual({ code, state: (await daemon.connection.store()).state }, { code: 0, state: 'open' });
    assert.doesNotMatch(stdout, /canary/);
  });
});
