import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalFinding } from '../../cli/doctor/finding.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import { findPaths } from '../../daemon/paths.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, freshHome, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli } from './run-cli.ts';

describe('tokenwell doctor', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
  });

  beforeEach(async () => {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab } });
  });

  afterEach(() => daemon.close());
  after(() => server.close());

  const run = (args: string[], environment: Record<string, string> = {}) =>
    runCli(['doctor', ...args], { environment: { ...environmentOf(daemon.home), ...environment } });
  const findings = async (args: string[] = [], environment: Record<string, string> = {}) => {
    const { code, stdout } = await run(['--json', ...args], environment);
    return { code, findings: JSON.parse(stdout).findings as LocalFinding[] };
  };
  const failures = (all: LocalFinding[]) => all.filter(({ result }) => result === 'failed');
  const named = (all: LocalFinding[], check: string) => all.filter((finding) => finding.check === check);

  it('finds nothing to mend where all is well, and has looked at everything', async () => {
    await signIn(daemon, server);
    const usual = { XDG_RUNTIME_DIR: daemon.home };
    const { code, findings: all } = await findings([], usual);
    assert.deepEqual([code, failures(all)], [0, []]);
    const checks = new Set(all.map(({ check }) => check));
    // Whoever runs this may use Tokenwell, too, in a home that no variable moves; their daemon is then found beside the test's.
    const terminal = findDaemon(findPaths(usual), {}) ? 'two states' : 'environment';
    const expected = [
      ...['runtime directory', 'state files', 'disk space', 'PATH', 'Python', terminal],
      ...['daemon', 'socket', 'TCP', 'daemon.json', 'store', 'configuration'],
      ...['alice', 'proxy', 'connection', 'certificate', 'clock', 'server', 'device flow'],
    ];
    assert.deepEqual(
      expected.filter((check) => !checks.has(check)),
      [],
    );
    assert.equal(checks.has('two states'), terminal === 'two states');
  });

  it('notices another daemon that serves the usual state', async () => {
    const other = await startTestDaemon();
    const folder = join(daemon.home, 'tokenwell');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, 'daemon.json'), readFileSync(other.paths.discovery), { mode: 0o600 });
    const { findings: all } = await findings([], { XDG_RUNTIME_DIR: daemon.home });
    await other.close();
    const [found] = named(all, 'two states');
    assert.ok(found?.detail.includes(`TOKENWELL_HOME is ${daemon.home}; another daemon`), found?.detail);
  });

  it('makes the checks of this computer where no daemon runs, starts none, and says so', async () => {
    const home = freshHome();
    try {
      const { code, stdout } = await runCli(['doctor'], { environment: environmentOf(home) });
      assert.equal(code, 6);
      assert.match(stdout, /No daemon runs, so the store, the profiles and the servers were not looked at/);
      assert.match(stdout, /✓ disk space/);
      assert.equal(existsSync(join(home, 'state')), false);
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it('notices a TOKENWELL_STORE of which the daemon has not heard, here and before a sign-in', async () => {
    const { findings: all } = await findings([], { TOKENWELL_STORE: 'passphrase' });
    assert.match(
      named(all, 'TOKENWELL_STORE')[0]?.detail ?? '',
      /is passphrase here, but the daemon that runs uses keyfile/,
    );
    const environment = { ...environmentOf(daemon.home), TOKENWELL_STORE: 'passphrase' };
    const { stderr } = await runCli(['login', 'lab', '--flow', 'paste'], { environment, input: 'nonsense\n' });
    assert.match(stderr, /Note: TOKENWELL_STORE is passphrase here/);
  });

  it('notices an address in the environment at which there is nothing any more', async () => {
    const gone = join(daemon.home, 'gone.sock');
    const { code, findings: all } = await findings([], { TOKENWELL_SOCKET: gone, TOKENWELL_KEY_FILE: gone });
    assert.equal(code, 1);
    assert.deepEqual(
      failures(all).map(({ check }) => check),
      ['TOKENWELL_SOCKET', 'TOKENWELL_KEY_FILE'],
    );
  });

  it('notices a key that others may read, and says how to close it', async () => {
    const key = join(daemon.paths.state, 'data.key');
    chmodSync(key, 0o644);
    const { code, findings: all } = await findings();
    assert.equal(code, 1);
    assert.match(failures(all)[0]?.advice ?? '', /`chmod 600 '.*data\.key'`/);
  });

  it('names the line of a configuration file that is wrong', async () => {
    writeFileSync(daemon.paths.configFile, '{\n  "profiles": {\n    "lab": { "isuer": "x" }\n  }\n}\n');
    const { code, findings: all } = await findings();
    assert.equal(code, 1);
    assert.match(named(all, 'configuration')[0]?.detail ?? '', /config\.json: line 3, column \d+: `issuer` is missing/);
  });

  it('notices a discovery file that names another daemon', async () => {
    const other = JSON.parse(readFileSync(daemon.paths.discoveryCopy, 'utf8'));
    writeFileSync(daemon.paths.discoveryCopy, JSON.stringify({ ...other, start_id: 'another', pid: 1 }));
    const { findings: all } = await findings();
    assert.match(named(all, 'daemon.json')[0]?.detail ?? '', /names another daemon \(process 1\)/);
  });

  it('ends with the code of what has to be done first', async () => {
    await signIn(daemon, server);
    server.endSessions('alice');
    const { code } = await run(['lab', '--refresh']);
    assert.equal(code, 3);
  });

  it('renews a token for a trial only when asked', async () => {
    await signIn(daemon, server);
    const before = server.log.of('refresh').length;
    await run(['lab']);
    assert.equal(server.log.of('refresh').length, before);
    const { stdout } = await run(['lab', '--refresh']);
    assert.match(stdout, /✓ trial refresh: A new token for alice, for \d+ s/);
    assert.equal(server.log.of('refresh').length, before + 1);
  });

  it('refuses a profile that there is not, and names those that there are', async () => {
    const { code, stderr } = await run(['lap']);
    assert.equal(code, 2);
    assert.match(stderr, /There is no profile "lap"\.\nThere are: lab\./);
  });

  describe('--bundle', () => {
    it('writes what was found, with its contents named first, and no secret', async () => {
      const secret = { issuer: server.issuer, client_id: 'x', proxy: 'http://user:canary-proxy@127.0.0.1:1' };
      await daemon.connection.addProfile({ name: 'behind', definition: secret });
      await daemon.connection.changeSettings({ https_proxy: 'http://user:canary-settings@127.0.0.1:1' });
      await signIn(daemon, server);
      const { access_token: token } = await daemon.connection.token('lab');
      const file = join(daemon.home, 'report.txt');
      const { stderr } = await run(['--bundle', file, '--refresh'], {
        TOKENWELL_CLIENT_SECRET: 'canary-environment',
        HTTPS_PROXY: 'http://user:canary-terminal@127.0.0.1:1',
      });
      const text = readFileSync(file, 'utf8');
      assert.match(stderr, /In it: versions and platform/);
      assert.match(text, /^== Tokenwell doctor ==\n.*\nIn this file: versions and platform/);
      for (const chapter of ['Versions', 'Findings', 'Profiles', 'Settings', 'Accounts', 'Store', 'Log'])
        assert.match(text, new RegExp(`^== ${chapter}`, 'm'));
      assert.match(text, /"issuer": "http:\/\/127\.0\.0\.1/);
      assert.doesNotMatch(text, /canary/);
      assert.ok(!text.includes(token));
      const key = readFileSync(join(daemon.paths.state, 'data.key'), 'utf8').trim();
      assert.ok(!text.includes(key));
    });

    it('leaves a file alone that is there already', async () => {
      const file = join(daemon.home, 'mine.txt');
      writeFileSync(file, 'mine');
      const { code, stderr } = await run(['--bundle', file]);
      assert.equal(code, 2);
      assert.match(stderr, /is there already/);
      assert.equal(readFileSync(file, 'utf8'), 'mine');
    });

    it('strikes out what a log should never have had', async () => {
      const { logs } = daemon.paths;
      mkdirSync(logs, { recursive: true, mode: 0o700 });
      writeFileSync(join(logs, 'daemon.log'), '{"msg":"x","refresh_token":"canary-logged"}\n', { mode: 0o600 });
      const file = join(daemon.home, 'report.txt');
      await run(['--bundle', file]);
      assert.match(readFileSync(file, 'utf8'), /struck out/);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /canary/);
    });
  });
});
