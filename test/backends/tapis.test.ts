/** The real AgavePy: it accepts the stand-in that the other tests use, and works on with tokens from the daemon. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peerEnvironment } from '../../scripts/python-environment.ts';
import { runCli } from '../cli/run-cli.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';

const password = 'canary-password';
/** AgavePy takes no port in an address, so the stand-in has 443 on a loopback address of its own. */
const host = '127.0.0.77';
const origin = `https://${host}`;

describe('AgavePy', function () {
  // The first run installs it.
  this.timeout(300_000);

  let folder: string;
  let python: string;
  let authority: string;
  let tapis: TapisStandIn;
  let test: TestDaemon;

  before(() => {
    python = join(peerEnvironment('agavepy'), 'python');
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-tapis-'));
    authority = join(folder, 'certificate.pem');
    const subject = ['-subj', '/CN=Tapis stand-in', '-addext', `subjectAltName=IP:${host}`];
    const files = ['-keyout', join(folder, 'key.pem'), '-out', authority];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
      stdio: 'ignore',
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    const tls = { key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(authority, 'utf8') };
    tapis = await startTapis({ host, port: 443, tls });
    const profile = { provider: 'tapis', issuer: origin, client_id: 'tokenwell', ca_file: authority };
    test = await startTestDaemon({ profiles: { tapis: profile } });
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  /** A script of a person whose home is a fresh folder. Resolves with what it printed. */
  async function run(program: string, environment: Record<string, string> = {}): Promise<string> {
    const home = mkdtempSync(join(folder, 'home-'));
    const variables = {
      ...{
        PATH: process.env.PATH ?? '',
        HOME: home,
        PYTHONPATH: join(import.meta.dirname, '../../clients/python/src'),
      },
      ...{ TAPISPY_VERIFY_SSL: authority, REQUESTS_CA_BUNDLE: authority, TAPIS_TENANTS_URL: `${origin}/tenants` },
      ...environmentOf(test.home),
      ...environment,
    };
    const child = spawn(python, ['-W', 'ignore', '-c', program], { cwd: home, env: variables });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    const [exitCode] = await once(child, 'close');
    assert.equal(exitCode, 0, stderr);
    return stdout.trim();
  }

  const signIn = async () => {
    const wish = { profile: 'tapis', flow: 'password', username: 'alice', password } as const;
    assert.equal((await test.connection.startSignIn(wish)).account?.name, 'alice');
  };

  const connect = `from agavepy.agave import Agave
verify = "AUTHORITY"
`;
  const withAuthority = (program: string) => (connect + program).replaceAll('AUTHORITY', authority);

  it('lives through its documented day on the stand-in: client, tokens, refresh, subscriptions, deletion', async () => {
    const printed = await run(
      withAuthority(`
ag = Agave(api_server="${origin}", username="alice", password="${password}", verify=verify)
made = ag.clients_create("pipeline")
ag = Agave(api_server="${origin}", username="alice", password="${password}",
           api_key=made["api_key"], api_secret=made["api_secret"], verify=verify)
first = ag.token.token_info["access_token"]
print(ag.profiles.get()["username"])
second = ag.token.refresh()
assert second and second != first
print(ag.profiles.get()["username"])
print(len(ag.clients.list()), len(ag.clients.listSubscriptionsForClient(clientName="pipeline")) > 0)
ag.clients.delete(clientName="pipeline")
print(len(ag.clients.list()))
`),
    );
    assert.deepEqual(printed.split('\n'), ['alice', 'alice', '1 True', '0']);
  });

  it('goes on with tokens of the daemon after its own has expired', async () => {
    await signIn();
    const own = (await test.connection.token('tapis')).access_token;
    tapis.expireAccessTokens();
    const program = withAuthority(`
import tokenwell.tapis
stale = Agave(api_server="${origin}", token="${own}", verify=verify)
try:
    stale.profiles.get()
    print("still works")
except Exception as error:
    print("expired")
print(tokenwell.tapis.agavepy("tapis", "${origin}", verify=verify).profiles.get()["username"])
`);
    assert.deepEqual((await run(program)).split('\n'), ['expired', 'alice']);
  });

  it('is an Access-Only client by the names that the preset has', async () => {
    await signIn();
    const { presets } = await test.connection.environmentPresets('tapis');
    const token = (await test.connection.token('tapis')).access_token;
    const variables = Object.entries(presets[0]?.variables ?? {}).map(([name, template]) => {
      return [name, template.replace('{issuer}', origin).replace('{access_token}', token)] as const;
    });
    const program = withAuthority(
      'ag = Agave._restore_env()\nag.verify = verify\nag.refresh_aris()\nprint(ag.profiles.get()["username"])',
    );
    assert.equal(await run(program, Object.fromEntries(variables)), 'alice');
  });

  it('leaves no credential in a file when its tokens come from the daemon', async () => {
    await signIn();
    const cache = join(folder, 'cache');
    mkdirSync(cache);
    const program = withAuthority(
      `import tokenwell.tapis\nprint(tokenwell.tapis.agavepy("tapis", "${origin}", verify=verify).profiles.get()["username"])`,
    );
    assert.equal(await run(program, { TAPIS_CACHE_DIR: cache }), 'alice');
    assert.deepEqual(readdirSync(cache), []);
    assert.ok(!existsSync(join(folder, '.agave')));
  });

  it('leaves a cache that is imported, and goes on with tokens of the daemon', async () => {
    const cache = join(folder, 'imported');
    mkdirSync(cache);
    const environment = { TAPIS_CACHE_DIR: cache };
    await run(
      withAuthority(`
ag = Agave(api_server="${origin}", tenant_id="tacc", username="alice", password="${password}", verify=verify)
made = ag.clients_create("nightly")
ag = Agave(api_server="${origin}", tenant_id="tacc", username="alice", password="${password}",
           api_key=made["api_key"], api_secret=made["api_secret"], verify=verify)
ag.token.refresh()
`),
      environment,
    );
    assert.deepEqual(readdirSync(cache).sort(), ['config.json', 'current']);
    const cli = { environment: { ...environmentOf(test.home), HOME: folder, ...environment }, folder };
    const { code, stdout, stderr } = await runCli(['import', '--yes'], cli);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /Imported: alice on tapis\. The server takes it/);
    assert.match(stdout, /the copy that was found works no more/);
    tapis.expireAccessTokens();
    const used = withAuthority('ag = Agave.restore()\nag.verify = verify\nag.token.refresh()');
    await assert.rejects(run(used, environment), /400|401/);
    const program = withAuthority(
      `import tokenwell.tapis\nprint(tokenwell.tapis.agavepy("tapis", "${origin}", verify=verify).profiles.get()["username"])`,
    );
    assert.equal(await run(program), 'alice');
  });
});
