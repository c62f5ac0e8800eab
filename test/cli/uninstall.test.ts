import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readDiscovery } from '../../clients/node/find-daemon.ts';
import type { Discovery } from '../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer, status } from '../support/authorization-server.ts';
import { environmentOf, isRunning, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';
import { runCli } from './run-cli.ts';

describe('tokenwell uninstall', () => {
  let server: AuthorizationServer;
  let test: SpawnedDaemon;
  let environment: Record<string, string>;
  let discovery: Discovery;

  before(async () => {
    server = await startAuthorizationServer();
  });

  beforeEach(async () => {
    const lab = {
      ...{ issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' },
      token_file: true,
    };
    test = await spawnTestDaemon({ profiles: { lab } });
    environment = environmentOf(test.home);
    discovery = readDiscovery(test.paths.discovery) as Discovery;
    await signInByCode(test.connection, server);
  });

  // The state may be gone, and the daemon with it.
  afterEach(() => test.close().finally(() => rmSync(test.home, { recursive: true, force: true })));
  after(() => server.close());

  const uninstall = (args: string[] = [], more: Record<string, string> = {}) =>
    runCli(['uninstall', '--yes', ...args], { environment: { ...environment, ...more } });
  const files = () => readdirSync(test.home, { recursive: true }).map(String).sort();

  async function assertNobodyServes(): Promise<void> {
    assert.equal(isRunning(discovery.pid), false);
    for (const place of [{ path: discovery.socket }, { host: '127.0.0.1', port: discovery.port as number }]) {
      const [error] = await once(connect(place), 'error');
      assert.match(error.code, /ENOENT|ECONNREFUSED/);
    }
  }

  it('tells of a long-lived token that lives on, as a sign-out and `revoke-all` do: its only record goes', async () => {
    const [account] = (await test.connection.accounts()).accounts;
    const { sign_in: making } = await test.connection.createLongLivedToken(account?.id ?? '', {
      ...{ kind: 'offline_token', values: { description: 'ci' } },
      ...{ flow: 'code', redirect_uri: 'http://127.0.0.1/callback' },
    });
    const callback = await server.authorize(making?.authorization_uri ?? '', { as: 'alice' });
    await test.connection.redeemSignIn(making?.id ?? '', { callback_url: callback.href });
    const logout = await runCli(['logout', 'lab'], { environment });
    assert.deepEqual([logout.code, logout.stderr], [9, '']);
    assert.match(logout.stdout, /Signed out: alice on lab[^]*Lives on: Offline token "ci", of alice on lab\.\n/);
    const everything = await runCli(['revoke-all', '--yes'], { environment });
    assert.equal(everything.code, 9);
    assert.match(everything.stdout, /Nobody was signed in[^]*Lives on: Offline token "ci"/);
    const { code, stdout } = await uninstall(['--json']);
    assert.equal(code, 9);
    assert.deepEqual(
      JSON.parse(stdout).left_tokens.map((token: { description: string }) => token.description),
      ['ci'],
    );
  });

  it('leaves no sign-in, process, port, socket or file behind', async () => {
    const { access_token: token } = await test.connection.token('lab');
    assert.ok(await server.userinfo(token));
    const { code, stdout, stderr } = await uninstall(['--configuration']);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /signs out alice on lab[^]*stops the daemon[^]*Signed out: alice on lab[^]*has ended the sign-in/,
    );
    assert.equal(await server.userinfo(token), null);
    await assertNobodyServes();
    assert.deepEqual(files(), []);
  });

  it('says what it left, and which command removes that', async () => {
    const { code, stdout } = await uninstall();
    assert.equal(code, 0);
    assert.deepEqual(files(), ['config', 'config/config.json']);
    assert.match(stdout, new RegExp(`rm ${test.paths.configFile}\n`));
    assert.match(stdout, /code --uninstall-extension tokenwell\.tokenwell\n/);
    assert.match(stdout, /npm uninstall --global tokenwell\n[^]*pip uninstall tokenwell\n/);
  });

  it('keeps the sign-ins for a later installation where that is wished', async () => {
    const { code, stdout } = await uninstall(['--keep-state']);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /Signed out/);
    await assertNobodyServes();
    assert.deepEqual(
      [existsSync(test.paths.runtime), existsSync(test.paths.keys), existsSync(test.paths.logs)],
      [...[false, false, false]],
    );
    try {
      const again = await runCli(['token', 'lab'], { environment });
      assert.equal(again.code, 0, again.stderr);
    } finally {
      await runCli(['daemon', 'stop'], { environment });
    }
  });

  it('starts the daemon where none runs, so that nobody stays signed in at a server', async () => {
    const { access_token: token } = await test.connection.token('lab');
    await test.kill('SIGKILL');
    const { code, stdout } = await uninstall(['--json']);
    assert.equal(code, 0);
    const { signed_out: signedOut, removed } = JSON.parse(stdout);
    assert.deepEqual([signedOut.length, signedOut[0].revocation], [1, 'revoked']);
    assert.ok(removed.includes(test.paths.database));
    assert.equal(await server.userinfo(token), null);
    assert.deepEqual(files(), ['config', 'config/config.json']);
  });

  it('tells what may still be alive at which server where one does not answer', async () => {
    server.faults.next('revocation', status(503));
    const { code, stdout } = await uninstall();
    assert.equal(code, 9);
    assert.match(stdout, new RegExp(`may still be alive at ${new URL(server.issuer).host}`));
    assert.deepEqual(files(), ['config', 'config/config.json']);
  });

  it('goes on where the daemon does not start, and says that nobody was signed out', async () => {
    await test.kill('SIGTERM');
    writeFileSync(test.paths.database, 'damaged');
    const { code, stdout } = await uninstall();
    assert.equal(code, 0);
    assert.match(stdout, /cannot sign anybody out, because the daemon does not start: .*damaged/);
    assert.deepEqual(files(), ['config', 'config/config.json']);
  });

  it('does nothing without a yes', async () => {
    const before = files();
    const { code, stdout, stderr } = await runCli(['uninstall'], { environment });
    assert.equal(code, 2);
    assert.match(stdout, /signs out alice on lab/);
    assert.match(stderr, /`--yes`/);
    assert.deepEqual(files(), before);
    assert.equal((await test.connection.accounts()).accounts.length, 1);
  });

  it('removes nothing through a symbolic link', async () => {
    const elsewhere = join(test.home, 'elsewhere');
    renameSync(test.paths.logs, elsewhere);
    symlinkSync(elsewhere, test.paths.logs);
    const { code, stderr } = await uninstall();
    assert.equal(code, 1);
    assert.match(stderr, /logs is a symbolic link, and Tokenwell removes only what it made itself/);
    assert.equal((await test.connection.accounts()).accounts.length, 1);
    assert.ok(existsSync(join(elsewhere, 'daemon.log')));
  });

  it('leaves files alone that are not of Tokenwell, and names their folder', async () => {
    const thesis = join(test.paths.state, 'thesis.txt');
    writeFileSync(thesis, 'mine');
    const { stdout } = await uninstall(['--configuration']);
    assert.match(stdout, new RegExp(`${test.paths.state}: files that are not Tokenwell's`));
    assert.deepEqual(files(), ['state', 'state/thesis.txt']);
  });

  it('touches no other daemon, whatever TOKENWELL_SOCKET names', async () => {
    const other = await spawnTestDaemon();
    try {
      await uninstall([], { TOKENWELL_SOCKET: other.paths.socket });
      await assertNobodyServes();
      assert.equal((await other.connection.health()).pid, other.pid);
    } finally {
      await other.close();
    }
  });

  describe('with a service', () => {
    let unit: string;
    beforeEach(() => {
      const tools = join(test.home, 'tools');
      mkdirSync(tools);
      writeFileSync(join(tools, 'systemctl'), `#!/bin/sh\necho "$*" >> '${join(tools, 'calls')}'\n`);
      chmodSync(join(tools, 'systemctl'), 0o755);
      environment = {
        ...environment,
        XDG_CONFIG_HOME: join(test.home, 'xdg'),
        PATH: `${tools}:${process.env.PATH}`,
      };
      unit = join(test.home, 'xdg/systemd/user/tokenwell.service');
    });
    const writeUnit = async (home: string) => {
      const { stdout } = await runCli(['daemon', 'install', '--print'], {
        environment: { ...environment, TOKENWELL_HOME: home },
        folder: test.home,
      });
      mkdirSync(join(unit, '..'), { recursive: true });
      writeFileSync(unit, stdout);
    };

    it('takes it away before the daemon ends', async () => {
      await writeUnit(test.home);
      const { stdout } = await uninstall();
      assert.match(stdout, /takes the service away/);
      assert.equal(existsSync(unit), false);
      const calls = readFileSync(join(test.home, 'tools/calls'), 'utf8');
      assert.equal(calls, '--user disable --now tokenwell.service\n--user daemon-reload\n');
    });

    it('leaves that of another TOKENWELL_HOME alone, and says so', async () => {
      await writeUnit(join(test.home, 'another'));
      const { stdout } = await uninstall();
      assert.match(stdout, /tokenwell\.service: the service of another TOKENWELL_HOME/);
      assert.deepEqual([existsSync(unit), existsSync(join(test.home, 'tools/calls'))], [true, false]);
    });
  });
});
