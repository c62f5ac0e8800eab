import assert from 'node:assert/strict';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { startTapis, type TapisStandIn } from '../support/tapis.ts';
import { runCli, startInTerminal } from './run-cli.ts';

const password = 'canary-password';

describe('tokenwell env for a Tapis profile', () => {
  let tapis: TapisStandIn;
  let daemon: TestDaemon;

  before(async () => {
    tapis = await startTapis();
  });
  after(() => tapis.close());
  beforeEach(async () => {
    tapis.clients.clear();
    const profile = { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' };
    daemon = await startTestDaemon({ profiles: { tapis: profile } });
    await daemon.connection.startSignIn({ profile: 'tapis', flow: 'password', username: 'alice', password });
  });
  afterEach(() => daemon.close());

  const options = (input?: string) => ({
    environment: { ...environmentOf(daemon.home), NO_COLOR: '1' },
    ...(input !== undefined && { input }),
  });
  const env = (as: string, more: string[] = [], input = `${password}\n`) =>
    runCli(['env', '--for', 'tapis', '--json', '--as', as, ...more], options(input));
  const accounts = async () => (await daemon.connection.accounts()).accounts;

  /** What the service says to this pair: whose it is, or null. */
  async function renew(set: Record<string, string>): Promise<string | null> {
    const basic = Buffer.from(`${set.TAPIS_API_KEY}:${set.TAPIS_API_SECRET}`).toString('base64');
    const form = { grant_type: 'refresh_token', refresh_token: set.TAPIS_API_REFRESH_TOKEN ?? '', scope: 'PRODUCTION' };
    const request = { method: 'POST', headers: { authorization: `Basic ${basic}` }, body: new URLSearchParams(form) };
    const answer = (await (await fetch(`${tapis.origin}/token`, request)).json()) as { access_token?: string };
    return answer.access_token ? userOf(answer.access_token) : null;
  }

  async function userOf(token: string | undefined): Promise<string | null> {
    const headers = { authorization: `Bearer ${token}` };
    const answer = (await (await fetch(`${tapis.origin}/profiles/v2/me`, { headers })).json()) as {
      result?: { username: string };
    };
    return answer.result?.username ?? null;
  }

  it('asks for nothing for an Access-Only client', async () => {
    const { code, stdout } = await env('access-only');
    assert.equal(code, 0);
    assert.equal(await userOf(JSON.parse(stdout).TAPIS_TOKEN), 'alice');
  });

  for (const as of ['standard', 'client-manager', 'token-generator', 'token-refresh', 'bare-refresh']) {
    it(`puts nothing of ${as} anywhere without a yes`, async () => {
      const { code, stdout, stderr } = await env(as);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /Every program that is started there can read it/);
      assert.match(stderr, /no terminal to ask on\. Nothing was put anywhere\.\n.*`--yes`/);
      assert.equal(tapis.clients.size, 1);
    });
  }

  it('makes a pair of its own for token-refresh, and keeps its sign-in', async () => {
    const { code, stdout, stderr } = await env('token-refresh', ['--yes']);
    assert.equal(code, 0, stderr);
    const set = JSON.parse(stdout);
    assert.deepEqual(
      [set.TAPIS_BASE_URL, set.TAPIS_TOKEN, set.TAPIS_REFRESH_TOKEN],
      [tapis.origin, set.TAPIS_API_TOKEN, set.TAPIS_API_REFRESH_TOKEN],
    );
    assert.equal(await userOf(set.TAPIS_TOKEN), 'alice');
    assert.equal(await renew(set), 'alice');
    assert.match(stderr, /Made for this alone: Token pair "environment: token-refresh"/);
    assert.match(stderr, /Its client is called tokenwell-pair-\w+: deleting that ends it/);
    assert.ok(!stderr.includes(set.TAPIS_REFRESH_TOKEN) && !stderr.includes(password));
    const [account] = await accounts();
    const { works } = await daemon.connection.testLongLivedToken(account?.id ?? '', 'this-sign-in');
    assert.equal(works, true);
    const { tokens } = await daemon.connection.longLivedTokens(account?.id ?? '');
    assert.ok(tokens.some(({ kind, application }) => kind === 'token_pair' && application));
  });

  it('leaves no client where the password is wrong', async () => {
    const { code, stdout } = await env('token-refresh', ['--yes'], 'canary-wrong\n');
    assert.deepEqual([code === 0, stdout], [false, '']);
    assert.equal(tapis.clients.size, 1);
  });

  it('gives its own away on request, and then has it no more', async () => {
    const { code, stdout, stderr } = await env('token-refresh', ['--transfer', '--yes'], '');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Tokenwell forgets alice on tapis/);
    assert.deepEqual(await accounts(), []);
    const set = JSON.parse(stdout);
    assert.equal(await userOf(set.TAPIS_TOKEN), 'alice');
    assert.equal(await renew(set), 'alice');
    assert.equal((await runCli(['token', 'tapis'], options())).code, 3);
  });

  it('makes a client for standard, and takes the password from the person alone', async () => {
    const { code, stdout, stderr } = await env('standard', ['--yes']);
    assert.equal(code, 0, stderr);
    const set = JSON.parse(stdout);
    assert.deepEqual([set.TAPIS_USERNAME, set.TAPIS_API_PASSWORD], ['alice', password]);
    assert.ok(
      [...tapis.clients.values()].some(
        ({ key, secret }) => key === set.TAPIS_API_KEY && secret === set.TAPIS_API_SECRET,
      ),
    );
    assert.match(stderr, /`tokenwell apps delete tapis tokenwell-standard-\w+` ends it/);
  });

  it('says what a type cannot do', async () => {
    assert.match((await env('bare-refresh', ['--yes'])).stderr, /cannot renew its token: .*`token-refresh` has/);
    const manager = await env('client-manager', ['--yes']);
    assert.match(manager.stderr, /gets no tokens: it can only manage clients/);
    assert.equal(JSON.parse(manager.stdout).TAPIS_PASSWORD, password);
    const nothing = await env('client-manager', ['--transfer', '--yes']);
    assert.deepEqual([nothing.code, nothing.stdout], [2, '']);
    assert.match(nothing.stderr, /takes no refresh token, so there is nothing to transfer/);
    assert.equal((await accounts()).length, 1);
  });

  it('asks for no password that is kept, whichever type it is for, and tells it only after a yes', async () => {
    const kept = { profile: 'tapis', flow: 'password', username: 'alice', password, keep_password: true } as const;
    await daemon.connection.startSignIn(kept);
    const refused = await env('client-manager', [], '');
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    const filled: Record<string, Record<string, string>> = {};
    for (const as of [
      'access-only',
      'token-refresh',
      'bare-refresh',
      'standard',
      'client-manager',
      'token-generator',
    ]) {
      const { code, stdout, stderr } = await env(as, ['--yes'], '');
      assert.equal(code, 0, `${as}: ${stderr}`);
      assert.ok(!stderr.includes(password));
      filled[as] = JSON.parse(stdout);
    }
    assert.deepEqual(
      Object.entries(filled).map(([as, set]) => [as, set.TAPIS_PASSWORD, set.TAPIS_API_PASSWORD]),
      [
        ...['access-only', 'token-refresh', 'bare-refresh'].map((as) => [as, undefined, undefined]),
        ...['standard', 'client-manager', 'token-generator'].map((as) => [as, password, password]),
      ],
    );
    assert.equal(await renew(filled['token-refresh'] ?? {}), 'alice');
    for (const as of ['standard', 'token-generator']) {
      const made = [...tapis.clients.values()].find(({ key }) => key === filled[as]?.TAPIS_API_KEY);
      assert.equal(made?.secret, filled[as]?.TAPIS_API_SECRET);
    }
  });

  it('asks on a terminal, takes no for an answer, and asks for the password unseen', async () => {
    const args = ['env', '--for', 'tapis', '--as', 'token-refresh'];
    const no = startInTerminal(args, options());
    await no.shows(/Make one for this\? \[y\/N\] /);
    no.type('\r');
    assert.equal((await no.end()).code, 1);
    const cli = startInTerminal(args, options());
    await cli.shows(/Make one for this\? \[y\/N\] /);
    cli.type('y\r');
    await cli.shows(/Password of alice \(not shown\): /);
    cli.type(`${password}\r`);
    const { code, stdout } = await cli.end();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /export TAPIS_REFRESH_TOKEN='\w+'/);
    assert.ok(!stdout.includes(password));
  });
});
