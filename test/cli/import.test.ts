import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';
import { runCli, startInTerminal } from './run-cli.ts';

interface Client {
  access_token: string;
  refresh_token: string;
}

describe('tokenwell import', () => {
  let server: AuthorizationServer;
  let tapis: TapisStandIn;
  let daemon: TestDaemon;
  let folder: string;

  before(async () => {
    server = await startAuthorizationServer();
    tapis = await startTapis();
  });
  after(async () => {
    await server.close();
    await tapis.close();
  });
  beforeEach(async () => {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab } });
    folder = mkdtempSync(join(tmpdir(), 'tokenwell-import-'));
  });
  afterEach(async () => {
    await daemon.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const options = (environment: Record<string, string> = {}, input?: string) => ({
    environment: { ...environmentOf(daemon.home), HOME: folder, ...environment },
    folder,
    ...(input !== undefined && { input }),
  });
  const run = (args: string[], environment?: Record<string, string>, input?: string) =>
    runCli(['import', ...args], options(environment, input));
  const accounts = async () => (await daemon.connection.accounts()).accounts;
  const names = async () => (await daemon.connection.profiles()).profiles.map(({ name }) => name).sort();

  /** A refresh token that somebody else has got. */
  async function tokenOfAnotherTool(): Promise<string> {
    const other = await startTestDaemon({
      profiles: { lab: { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' } },
    });
    try {
      await signIn(other, server);
      const [account] = (await other.connection.accounts()).accounts;
      const { sign_in: started } = await other.connection.createLongLivedToken(account?.id ?? '', {
        ...{ kind: 'offline_token', values: { description: 'elsewhere' } },
      });
      await server.approve(started?.user_code ?? '');
      for (;;) {
        const { created } = await other.connection.signIn(started?.id ?? '');
        if (created) return (await other.connection.showOneTimeValue(created.one_time_value.id)).parts[0]?.value ?? '';
      }
    } finally {
      await other.close();
    }
  }

  /** A client with its token pair, as AgavePy has them after a day's work. */
  async function agaveClient(name = 'pipeline') {
    const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
    const post = async (path: string, authorization: string, form: Record<string, string>) => {
      const request = { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) };
      return (await (await fetch(`${tapis.origin}${path}`, request)).json()) as Record<string, unknown>;
    };
    const { result } = await post('/clients/v2', basic('alice', 'canary-password'), { clientName: name });
    const { consumerKey: apikey = '', consumerSecret: apisecret = '' } = result as Record<string, string>;
    const grant = { grant_type: 'password', username: 'alice', password: 'canary-password', scope: 'PRODUCTION' };
    const { access_token = '', refresh_token = '' } = (await post('/token', basic(apikey, apisecret), grant)) as Record<
      string,
      string
    >;
    return {
      tenantid: 'tacc',
      baseurl: tapis.origin,
      apikey,
      apisecret,
      username: 'alice',
      access_token,
      refresh_token,
    };
  }

  it('says where it looked when there is nothing', async () => {
    const { code, stdout } = await run([]);
    assert.equal(code, 0);
    assert.match(stdout, /Nothing was found[^]*\.\/\.tokens\.json[^]*PROVENA_OFFLINE_TOKEN[^]*~\/\.agave\/current/);
  });

  it('tells of a file in one of these places that holds nothing to import, and of a variable', async () => {
    writeFileSync(join(folder, '.tokens.json'), '{"DEV": "canary-cut-off', { mode: 0o600 });
    const { code, stdout, stderr } = await run(['--dry-run'], { TAPIS_USERNAME: 'alice' });
    assert.equal(code, 0);
    assert.match(stdout, /Nothing was found that can be imported/);
    const nothing = 'there is nothing in it that can be imported.';
    assert.deepEqual(stderr.trim().split('\n'), [
      `! ${join(realpathSync(folder), '.tokens.json')}: ${nothing}`,
      `! the environment (TAPIS_USERNAME): ${nothing}`,
    ]);
  });

  it('takes a bare token from standard input for a profile, and tries it first', async () => {
    const token = await tokenOfAnotherTool();
    const { code, stdout, stderr } = await run(['-', '--profile', 'lab', '--yes'], {}, token);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Imported: alice on lab\. The server takes it/);
    assert.ok(!(stdout + stderr).includes(token));
    const served = await daemon.connection.token('lab');
    assert.equal((await server.userinfo(served.access_token))?.sub, 'alice');
    const again = await run(['-', '--profile', 'lab', '--yes'], {}, token);
    assert.match(again.stdout, /Tokenwell holds this sign-in already, as alice on lab/);
    assert.equal(server.reuses(), 0);
  });

  it('asks for a profile where the token does not tell, and stores nothing of one that does not work', async () => {
    const without = await run(['-', '--yes'], {}, 'canary-opaque-refresh-token');
    assert.equal(without.code, 2);
    assert.match(without.stderr, /does not say where it belongs\.\n.*`--profile`/);
    const bad = await run(['-', '--yes', '--profile', 'lab'], {}, 'canary-opaque-refresh-token');
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /does not accept it: it was revoked, has ended, was used up/);
    assert.deepEqual(await accounts(), []);
    assert.ok(!readFileSync(daemon.paths.database).includes('canary-opaque'));
  });

  it('asks nothing without a terminal: it wants a yes beforehand', async () => {
    mkdirSync(join(folder, '.agave'));
    writeFileSync(join(folder, '.agave/current'), JSON.stringify(await agaveClient('no-terminal')));
    const { code, stderr } = await run([], {}, '');
    assert.equal(code, 2);
    assert.match(stderr, /no terminal to ask on\.\n.*`--yes`/);
    assert.deepEqual(await accounts(), []);
  });

  it('takes AgavePy’s cache over once, though two files have it, and leaves them unless told otherwise', async () => {
    const client = await agaveClient('cached');
    const cache = join(folder, 'elsewhere');
    mkdirSync(cache);
    writeFileSync(join(cache, 'current'), JSON.stringify(client));
    writeFileSync(join(cache, 'config.json'), JSON.stringify({ sessions: { tacc: { alice: { cached: client } } } }));
    const environment = { TAPIS_CACHE_DIR: cache };
    const listed = await run(['--dry-run', '--json'], environment);
    const { offers } = JSON.parse(listed.stdout);
    assert.deepEqual(
      offers.map(({ places, user, client_id, profile, problem }: Record<string, unknown>) => {
        return { places, user, client_id, profile, problem };
      }),
      [
        {
          places: [join(cache, 'current'), join(cache, 'config.json')],
          ...{ user: 'alice', client_id: client.apikey, profile: 'tapis', problem: null },
        },
      ],
    );
    const { code, stdout, stderr } = await run(['--yes', '--delete'], environment);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Imported: alice on tapis, a new profile/);
    assert.match(stdout, /Deleted .*current\.\n.*Deleted .*config\.json/);
    assert.ok(!existsSync(join(cache, 'current')));
    assert.ok((await daemon.connection.token('tapis')).access_token);
  });

  for (const [names, set] of [
    [
      'the documented names',
      (c: Client) => ({ TAPIS_API_TOKEN: c.access_token, TAPIS_API_REFRESH_TOKEN: c.refresh_token }),
    ],
    ['the names of the code', (c: Client) => ({ TAPIS_TOKEN: c.access_token, TAPIS_REFRESH_TOKEN: c.refresh_token })],
  ] as const) {
    it(`takes a Token-Refresh client from the environment, by ${names}`, async () => {
      const client = await agaveClient(names.replaceAll(' ', '-'));
      const environment = {
        ...{ TAPIS_BASE_URL: client.baseurl, TAPIS_API_KEY: client.apikey, TAPIS_API_SECRET: client.apisecret },
        ...set(client),
      };
      const { code, stdout, stderr } = await run(['--yes', '--profile', 'day'], environment);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /Imported: alice on day, a new profile/);
      assert.match(stderr, /every program started there gets it: `unset TAPIS_BASE_URL TAPIS_API_KEY/);
    });
  }

  it('signs in with a Standard client and a Client-Manager, whose password it does not keep', async () => {
    const client = await agaveClient('standard');
    const login = { TAPIS_BASE_URL: tapis.origin, TAPIS_USERNAME: 'alice', TAPIS_API_PASSWORD: 'canary-password' };
    const manager = await run(['--yes', '--profile', 'manager'], login);
    assert.equal(manager.code, 0, manager.stderr);
    assert.match(manager.stderr, /password is used once, to sign in, and not stored/);
    const keys = { TAPIS_API_KEY: client.apikey, TAPIS_API_SECRET: client.apisecret };
    const standard = await run(['--yes', '--profile', 'standard'], { ...login, ...keys });
    assert.equal(standard.code, 0, standard.stderr);
    assert.ok(!readFileSync(daemon.paths.database).includes('canary-password'));
  });

  it('says why a Bare-Refresh and an Access-Only client cannot be taken', async () => {
    const bare = await run([], {
      TAPIS_BASE_URL: tapis.origin,
      TAPIS_TOKEN: 'canary-a',
      TAPIS_REFRESH_TOKEN: 'canary-r',
    });
    assert.match(bare.stdout, /that client’s key and secret are missing/);
    const only = await run([], { TAPIS_BASE_URL: tapis.origin, TAPIS_API_TOKEN: 'canary-a' });
    assert.match(only.stdout, /an access token only, which ends within hours/);
    assert.deepEqual(await names(), ['lab']);
  });

  it('asks on a terminal, says no by itself, and leaves a file that has changed meanwhile', async () => {
    mkdirSync(join(folder, '.agave'));
    const file = join(folder, '.agave/current');
    writeFileSync(file, JSON.stringify(await agaveClient('asked')));
    chmodSync(file, 0o664);
    const no = startInTerminal(['import'], options());
    await no.shows(/others on this machine can change it[^]*Take it\? \[y\/N\] /);
    no.type('\r');
    assert.equal((await no.end()).code, 1);
    const cli = startInTerminal(['import'], options());
    await cli.shows(/Take it\? \[y\/N\] /);
    cli.type('y\r');
    await cli.shows(/still holds it[^]*Delete .*current\? \[y\/N\] /);
    writeFileSync(file, JSON.stringify({ changed: true }));
    cli.type('y\r');
    const { code, stdout } = await cli.end();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /was changed meanwhile by another program, and was not deleted/);
    assert.ok(existsSync(file));
  });

  it('keeps nothing, no profile either, where the server cannot be asked', async () => {
    const file = join(folder, 'current');
    writeFileSync(file, JSON.stringify({ ...(await agaveClient('away')), baseurl: 'http://127.0.0.1:1' }));
    const { code, stderr } = await run([file, '--yes']);
    assert.equal(code, 4);
    assert.match(stderr, /could not be tried, and nothing was stored/);
    assert.deepEqual(await names(), ['lab']);
  });

  it('reads no pipe and nothing large, and tells of a file that holds nothing', async () => {
    symlinkSync('/dev/zero', join(folder, '.tokens.json'));
    assert.match((await run([])).stdout, /Nothing was found/);
    const pipe = await run([join(folder, '.tokens.json')]);
    assert.deepEqual([pipe.code, /is not a file/.test(pipe.stderr)], [2, true]);
    writeFileSync(join(folder, 'notes.txt'), 'nothing of the kind');
    const nothing = await run([join(folder, 'notes.txt')]);
    assert.match(nothing.stderr, /There is nothing in .*notes\.txt that can be imported/);
    const unknown = await run(['--from', 'nobody']);
    assert.match(unknown.stderr, /Nothing is known of "nobody"\.\n.*provena/);
  });
});
