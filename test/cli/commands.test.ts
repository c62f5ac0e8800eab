import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, freshHome, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn, signInByCode } from '../support/sign-in.ts';
import { runCli, startCli } from './run-cli.ts';

describe('the tokenwell command', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    daemon = await startTestDaemon();
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  const run = (
    args: string[],
    options: { input?: string; folder?: string; environment?: Record<string, string> } = {},
  ) => runCli(args, { ...options, environment: { ...environmentOf(daemon.home), ...options.environment } });
  const start = (args: string[]) => startCli(args, { environment: environmentOf(daemon.home) });

  describe('from nothing to a token', () => {
    it('adds a profile', async () => {
      const { code, stdout } = await run([
        'profile',
        'add',
        'lab',
        '--issuer',
        server.issuer,
        '--client-id',
        server.clientId,
        '--scope',
        'openid offline_access',
      ]);
      assert.equal(code, 0);
      assert.match(stdout, /The server answers\. Sign in with: tokenwell login lab\n/);
      assert.match(readFileSync(daemon.paths.configFile, 'utf8'), /"lab"/);
    });

    it('says at once when the server of a new profile does not answer, and keeps the profile', async () => {
      const gone = [
        'profile',
        'add',
        'gone',
        '--issuer',
        'http://127.0.0.1:1',
        '--client-id',
        'x',
        '--ca-file',
        'ca.pem',
      ];
      const { code, stderr } = await run(gone);
      assert.equal(code, 0);
      assert.match(stderr, /The profile is kept: mend it with `tokenwell profile change gone --issuer ADDRESS`/);
    });

    it('takes the address of a discovery document for its issuer, and no empty client id', async () => {
      const { stdout } = await run([
        ...['profile', 'add', 'copied', '--client-id', 'x'],
        ...['--issuer', `${server.issuer}/.well-known/openid-configuration`],
      ]);
      assert.match(stdout, /The server answers/);
      assert.equal((await daemon.connection.profile('copied')).issuer, server.issuer);
      assert.equal((await run(['profile', 'remove', 'copied', '--yes'])).code, 0);
      const empty = await run(['profile', 'add', 'unset', '--issuer', server.issuer, '--client-id', '']);
      assert.deepEqual([empty.code, /client_id".*: it is empty\.\n$/.test(empty.stderr)], [2, true], empty.stderr);
    });

    it('shows all that a profile says, files with their full paths', async () => {
      const { stdout } = await run(['profile', 'show', 'gone', '--json']);
      const { definition } = JSON.parse(stdout);
      assert.deepEqual([definition.issuer, definition.client_id], ['http://127.0.0.1:1', 'x']);
      assert.match(definition.ca_file, /^\/.*\/ca\.pem$/);
      assert.match((await run(['profile', 'show', 'gone'])).stdout, /^ca_file +\/.*ca\.pem$/m);
      assert.equal((await run(['profile', 'remove', 'gone', '--yes'])).code, 0);
    });

    it('knows what the server of a profile can do', async () => {
      const { flows, revokes } = await daemon.connection.capabilities('lab');
      assert.deepEqual([flows, revokes], [['device', 'code', 'paste'], true]);
    });

    it('says how to sign in while nobody is', async () => {
      const { code, stdout, stderr } = await run(['token', 'lab']);
      assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
      assert.match(stderr, /^tokenwell: Nobody is signed in on lab.*`tokenwell login lab`/);
      const tokens = await run(['tokens', 'list', 'lab']);
      assert.equal(tokens.code, 3);
      assert.match(tokens.stderr, /Nobody is signed in on "lab"\.\n`tokenwell login lab` signs in/);
    });

    it('ends with exit code 5 where the sign-in is refused', async () => {
      const login = start(['login', 'lab']);
      const [, userCode = ''] = await login.shows(/Code {3}(\S+)\n[^]*Waiting/);
      await server.deny(userCode);
      const { code, stderr } = await login.end();
      assert.equal(code, 5);
      assert.match(stderr, /refused in the browser/);
    });

    it('signs in with a code', async () => {
      const login = start(['login', 'lab']);
      const [, userCode = ''] = await login.shows(/Code {3}(\S+)\n[^]*Waiting/);
      await server.approve(userCode, { as: 'alice' });
      const { code, stdout } = await login.end();
      assert.equal(code, 0);
      assert.match(stdout, /Sign in at 127\.0\.0\.1:\d+\n/);
      assert.match(stdout, /Signed in on lab as alice/);
      assert.doesNotMatch(stdout, /\x1b/, 'no colours and no countdown in a pipe');
    });

    it('prints the bare token, and the very same until a new one is asked for', async () => {
      const { stdout: first } = await run(['token', 'lab']);
      assert.match(first, /^\S+\n$/);
      const { stdout: json } = await run(['token', 'lab', '--json']);
      assert.equal(`${JSON.parse(json).access_token}\n`, first);
      const { stdout: header } = await run(['token', 'lab', '--header']);
      assert.equal(header, `Authorization: Bearer ${first}`);
      const { stdout: other } = await run(['token', 'lab', '--refresh']);
      assert.match(other, /^\S+\n$/);
      assert.notEqual(other, first);
    });

    it('shows the account', async () => {
      const { code, stdout } = await run(['status']);
      assert.equal(code, 0);
      assert.match(stdout, /^PROFILE +ACCOUNT +STATE +EXPIRES +RENEWED +NEXT\nlab +alice +signed in +in \d/);
    });

    it('signs out, and tells that the server knows', async () => {
      const { code, stdout } = await run(['logout', 'lab']);
      assert.equal(code, 0);
      assert.match(stdout, /^✓ Signed out: alice on lab\.\n.*ended/);
      assert.equal((await run(['logout', 'lab'])).code, 3);
    });
  });

  describe('once there are profiles', () => {
    it('signs in through the browser of this machine, whatever else calls its address', async () => {
      const login = start(['login', 'lab', '--flow', 'code', '--no-browser']);
      const [, address = ''] = await login.shows(/ (http\S+client_id\S+)\n[^]*Waiting/);
      const redirect = await server.authorize(address, { as: 'bob' });
      const forged = await fetch(`${redirect.origin}/callback?code=x&state=forged`);
      assert.equal(forged.status, 400);
      assert.equal((await fetch(`${redirect.origin}/else`)).status, 404);
      const page = await fetch(redirect);
      assert.match(await page.text(), /You can close this window/);
      const { code, stdout } = await login.end();
      assert.equal(code, 0);
      assert.match(stdout, /Signed in on lab as bob/);
      await run(['logout', 'lab']);
    });

    it('changes a profile, and says what a sign-in keeps', async () => {
      const login = start(['login', 'lab']);
      const [, userCode = ''] = await login.shows(/Code {3}(\S+)\n[^]*Waiting/);
      await server.approve(userCode);
      await login.end();
      const changed = await run(['profile', 'change', 'lab', '--scope', 'openid', '--proxy', 'http://127.0.0.1:1']);
      assert.equal(changed.code, 0, changed.stderr);
      assert.match(changed.stderr, /alice stays signed in as before .*openid.*`tokenwell login lab` signs in anew/);
      assert.equal((await run(['token', 'lab', '--refresh'])).code, 0);
      const back = ['profile', 'change', 'lab', '--scope', 'openid offline_access', '--unset', 'proxy', '--json'];
      assert.equal(JSON.parse((await run(back)).stdout).scope, 'openid offline_access');
      assert.equal((await run(['profile', 'change', 'lab'])).code, 2);
      assert.match((await run(['profile', 'change', 'lab', '--unset', 'poxy'])).stderr, /poxy/);
      await run(['logout', 'lab']);
    });

    it('keeps no sign-in of somebody else than was wanted, unless that one was there before', async () => {
      const login = async () => {
        const started = start(['login', 'lab', '--account', 'alice']);
        const [, userCode = ''] = await started.shows(/Code {3}(\S+)\n[^]*Waiting/);
        await server.approve(userCode, { as: 'bob' });
        return started.end();
      };
      const { code, stderr } = await login();
      assert.equal(code, 1);
      assert.match(stderr, /as "alice", but it was "bob"\. That sign-in was not kept/);
      assert.deepEqual(
        (await daemon.connection.accounts()).accounts.filter(({ profile }) => profile === 'lab'),
        [],
      );

      await signInByCode(daemon.connection, server, { as: 'bob' });
      assert.match((await login()).stderr, /"bob", who was signed in before and still is/);
      assert.equal((await daemon.connection.token('lab')).profile, 'lab');
      await run(['logout', 'lab']);
    });

    it('takes a client secret and a pasted token from standard input only', async () => {
      const { clientId, clientSecret } = server.clients.secret;
      const definition = { issuer: server.issuer, client_id: clientId, scope: 'openid offline_access' };
      await daemon.connection.addProfile({
        name: 'robot',
        definition: { ...definition, token_endpoint_auth_method: 'client_secret_basic' },
      });
      const asked = await run(['login', 'robot']);
      assert.equal(asked.code, 2);
      assert.match(asked.stderr, /--client-secret-stdin/);
      const login = startCli(['login', 'robot', '--client-secret-stdin'], {
        environment: environmentOf(daemon.home),
        input: `${clientSecret}\n`,
      });
      const [, userCode = ''] = await login.shows(/Code {3}(\S+)\n[^]*Waiting/);
      await server.approve(userCode);
      assert.equal((await login.end()).code, 0);
      const pasted = await run(['login', 'lab', '--flow', 'paste'], { input: 'canary-not-a-token\n' });
      assert.equal(pasted.code, 1);
      assert.doesNotMatch(pasted.stderr, /canary/);
      assert.match((await run(['login', 'lab', '--flow', 'paste'])).stderr, /No token was given/);
    });

    it('shows the host before a profile of a workspace is used', async () => {
      const folder = join(daemon.home, 'work', 'deep');
      mkdirSync(folder, { recursive: true });
      const profile = { issuer: server.issuer, client_id: server.clientId };
      writeFileSync(join(folder, '..', 'tokenwell.json'), JSON.stringify({ profiles: { shared: profile } }));
      const { code, stderr } = await run(['login', 'shared'], { folder });
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`tokenwell\\.json and signs in at ${URL.parse(server.issuer)?.host}\\.`));
      assert.deepEqual(
        (await daemon.connection.signIns()).sign_ins.filter((one) => one.profile === 'shared'),
        [],
      );
    });

    it('says how to sign in on a profile of a workspace, and where it is changed', async () => {
      const folder = join(daemon.home, 'project');
      mkdirSync(folder);
      const profile = { issuer: server.issuer, client_id: server.clientId };
      const file = join(folder, 'tokenwell.json');
      writeFileSync(file, JSON.stringify({ profiles: { fresh: profile } }));
      for (const args of [
        ['token', 'fresh'],
        ['run', 'fresh', '--', 'true'],
        ['env', '--for', 'fresh'],
      ]) {
        const { code, stderr } = await run(args, { folder });
        assert.equal(code, 3, stderr);
        assert.ok(
          stderr.includes(`Nobody is signed in on "fresh", a profile of ${file}.\n\`tokenwell login fresh\``),
          stderr,
        );
      }
      for (const args of [
        ['change', 'fresh', '--scope', 'openid'],
        ['remove', 'fresh', '--yes'],
      ]) {
        const { code, stderr } = await run(['profile', ...args], { folder });
        assert.equal(code, 2, stderr);
        assert.ok(stderr.includes(`"fresh" is no profile of your own: it comes from ${file}.`), stderr);
      }
      assert.match((await run(['token', 'frseh'], { folder })).stderr, /There is no profile "frseh"/);
    });

    it('revokes everything after a yes', async () => {
      await signIn(daemon, server);
      const asked = await run(['revoke-all']);
      assert.equal(asked.code, 2);
      const { code, stdout } = await run(['revoke-all', '--yes']);
      assert.equal(code, 0);
      assert.match(stdout, /Signed out: alice on lab/);
      assert.deepEqual((await daemon.connection.accounts()).accounts, []);
    });

    it('tells of a broken configuration file, and goes on with the rest', async () => {
      const before = readFileSync(daemon.paths.configFile, 'utf8');
      writeFileSync(daemon.paths.configFile, before.replace('"client_id"', '"cient_id"'));
      const { code, stdout, stderr } = await run(['profile', 'list']);
      writeFileSync(daemon.paths.configFile, before);
      assert.equal(code, 0);
      assert.match(stdout, /^robot /m);
      assert.match(stderr, /line \d+, column \d+: `cient_id` is not known here; did you mean `client_id`\?/);
    });
  });
});

describe('the tokenwell command without a daemon', () => {
  let home: string;

  beforeEach(() => {
    home = freshHome();
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('says so, and starts none, where it is only asked how things are', async () => {
    const environment = environmentOf(home);
    const { code, stdout } = await runCli(['status'], { environment });
    assert.equal(code, 0);
    assert.match(stdout, /The daemon does not run/);
    assert.equal((await runCli(['daemon', 'status'], { environment })).code, 6);
  });

  it('starts one where it needs it, shows where it is, and stops it', async () => {
    const environment = environmentOf(home);
    try {
      const { stdout } = await runCli(['env', '--shell', 'bash'], { environment });
      assert.match(
        stdout,
        /^export TOKENWELL_SOCKET='.+'\nexport TOKENWELL_URL='.+'\nexport TOKENWELL_KEY_FILE='.+'\n$/,
      );
      assert.match((await runCli(['daemon', 'logs'], { environment })).stdout, /the daemon serves/);
    } finally {
      const { code, stdout } = await runCli(['daemon', 'stop'], { environment });
      assert.deepEqual({ code, stdout }, { code: 0, stdout: '✓ The daemon has stopped.\n' });
    }
  });

  it('says why where it cannot start', async () => {
    const environment = { ...environmentOf(home), TOKENWELL_STORE: 'cupboard' };
    const { code, stderr } = await runCli(['token', 'lab'], { environment });
    assert.equal(code, 6);
    assert.match(stderr, /TOKENWELL_STORE must be one of/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
});
