import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { type RunningCli, runCli, startCli, startInTerminal } from './run-cli.ts';

describe('tokenwell tokens', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access read' };
    daemon = await startTestDaemon({ profiles: { lab } });
    await signIn(daemon, server);
  });
  after(async () => {
    await daemon.close();
    await server.close();
  });

  const options = (input?: string) => ({
    environment: environmentOf(daemon.home),
    ...(input !== undefined && { input }),
  });
  const run = (args: string[], input?: string) => runCli(['tokens', ...args], options(input));
  const start = (args: string[]) => startCli(['tokens', ...args], options());
  const list = async () =>
    JSON.parse((await run(['list', 'lab', '--json'])).stdout).tokens as Record<string, unknown>[];

  async function approve(cli: RunningCli, as = 'alice') {
    const [, userCode = ''] = await cli.says(/Code {3}(\S+)\n[^]*Waiting/);
    await server.approve(userCode, { as });
    return cli.end();
  }

  const create = async (description: string, ...more: string[]) =>
    approve(start(['create', 'lab', '--description', description, '--yes', ...more]));

  it('tells which kinds there are and what each takes', async () => {
    const { code, stdout } = await run(['kinds', 'lab']);
    assert.equal(code, 0);
    assert.match(stdout, /offline_token {2}Offline token\n/);
    assert.match(stdout, /description: Description \(needed\)/);
  });

  it('prints the bare value to a pipe, and all words beside it', async () => {
    const { code, stdout, stderr } = await create('piped');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\S{20,}\n$/);
    assert.match(stderr, /Whoever has it can act as you/);
    assert.match(stderr, /Made: Offline token "piped"/);
    assert.ok(!stderr.includes(stdout.trim()));
    assert.ok(!readFileSync(daemon.paths.database).includes(stdout.trim()));
  });

  it('prints the value with the token for programs', async () => {
    const { stdout } = await create('for programs', '--json');
    const { token, values } = JSON.parse(stdout);
    assert.deepEqual([token.description, values[0].name], ['for programs', 'refresh_token']);
  });

  it('lists them by short ids and says what the server keeps no list of', async () => {
    const { code, stdout, stderr } = await run(['list', 'lab']);
    assert.equal(code, 0);
    assert.match(stdout, /^this-sign-in .*\n[0-9a-f]{8} .*piped/m);
    assert.match(stderr, /keeps no list of: Offline token/);
  });

  it('keeps a value on request and prints none', async () => {
    const { code, stdout, stderr } = await create('kept job', '--keep', 'nightly');
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '' }, stderr);
    assert.match(stderr, /kept in the secret store/);
    const token = (await runCli(['token', 'nightly'], options())).stdout;
    assert.equal((await server.userinfo(token.trim()))?.sub, 'alice');
    assert.equal((await list()).find((one) => one.description === 'kept job')?.kept_as, 'nightly');
  });

  it('makes nothing to be kept under a name that is taken', async () => {
    const before = await list();
    const { code, stderr } = await run(['create', 'lab', '--description', 'x', '--keep', 'lab', '--yes']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /There is a profile "lab" already; nothing was made\.\nChoose another name to keep it under\.\n$/,
    );
    assert.deepEqual(await list(), before);
  });

  it('revokes what is kept without its value', async () => {
    const { code, stdout, stderr } = await run(['revoke', 'lab', 'kept job', '--yes']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Revoked: Offline token "kept job"\.\n[^]*Its profile .* tokenwell profile remove nightly\n/);
    assert.equal((await runCli(['token', 'nightly'], options())).code, 3);
    const again = await run(['create', 'lab', '--description', 'kept job', '--keep', 'nightly', '--yes']);
    assert.match(again.stderr, /or take the old one away: `tokenwell profile remove nightly`/);
  });

  it('revokes by the value on standard input, and tells of a token that is revoked already', async () => {
    const { stdout: value } = await create('by value');
    const without = await run(['revoke', 'lab', 'by value', '--yes']);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /pipe it in with `--value-stdin`.*lost, end it in your account page/);
    const { code, stdout, stderr } = await run(['revoke', 'lab', 'by value', '--value-stdin', '--yes'], value);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Revoked: Offline token "by value"/);
    const again = await run(['revoke', 'lab', 'by value', '--value-stdin', '--yes'], value);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /it is revoked already/);
    const asked = await run(['forget', 'lab', 'by value']);
    assert.equal(asked.code, 0, asked.stderr);
  });

  it('tries one, hands its successor on, and ends with 9 for a value that does not work', async () => {
    const { stdout: value } = await create('tried');
    const tried = await run(['test', 'lab', 'tried', '--value-stdin'], value);
    assert.equal(tried.code, 0, tried.stderr);
    assert.match(tried.stderr, /It works, as alice/);
    assert.match(tried.stdout, /^\S{20,}\n$/);
    assert.notEqual(tried.stdout, value);
    const used = await run(['test', 'lab', 'tried', '--value-stdin'], value);
    assert.equal(used.code, 10);
    assert.match(used.stdout, /It does not work/);
  });

  it('keeps one that the person has already, once it is tried, and tries it again by its profile', async () => {
    const { stdout: value } = await create('brought along');
    const { code, stdout, stderr } = await run(['keep', 'lab', 'brought', '--yes'], value);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /whoever has it can act as its user.* It is sent to 127\.0\.0\.1/);
    assert.match(stdout, /It works, as alice, and is kept in the secret store as "brought"/);
    assert.match(stdout, /The server has replaced it: the copy that was found works no more/);
    const token = (await runCli(['token', 'brought'], options())).stdout;
    assert.equal((await server.userinfo(token.trim()))?.sub, 'alice');
    const works = (await run(['test', 'brought'])).stdout;
    // An offline token ends when nobody uses it; the end of the access token that the trial brought is not its own.
    assert.match(works, /It works, as alice[^]*has just issued an access token for it\.\n$/);
    const taken = await run(['keep', 'lab', 'brought', '--yes'], value);
    assert.match(taken.stderr, /There is a profile "brought" already/);
  });

  it('keeps nothing that does not work, and no profile for it', async () => {
    const { code, stdout, stderr } = await run(['keep', 'lab', 'wrong', '--yes'], 'canary-no-such-token');
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /does not accept it: it was revoked, .*Nothing was stored/);
    assert.ok(!(await daemon.connection.profiles()).profiles.some(({ name }) => name === 'wrong'));
    const unasked = await run(['keep', 'lab', 'wrong'], 'canary-no-such-token');
    assert.match(unasked.stderr, /needs a yes.*\n.*`--yes`/);
  });

  it('asks on a terminal for a token that the person has, unseen', async () => {
    const { stdout: value } = await create('pasted');
    const cli = startInTerminal(['tokens', 'keep', 'lab', 'pasted'], options());
    await cli.shows(/Refresh or offline token \(not shown\): /);
    cli.type(`${value.trim()}\r`);
    await cli.shows(/Keep it\? \[y\/N\] /);
    cli.type('y\r');
    const { code, stdout } = await cli.end();
    assert.equal(code, 0, stdout);
    assert.ok(!stdout.includes(value.trim()));
  });

  it('cancels the sign-in on Ctrl-C', async () => {
    const cli = start(['create', 'lab', '--description', 'never', '--yes']);
    await cli.says(/Waiting/);
    cli.interrupt();
    const { code, stdout } = await cli.end();
    assert.deepEqual({ code, stdout }, { code: 130, stdout: '' });
    const { sign_ins: all } = await daemon.connection.signIns();
    assert.ok(!all.some(({ state }) => state === 'waiting'));
    assert.ok(!(await list()).some(({ description }) => description === 'never'));
  });

  it('refuses an approval by somebody else', async () => {
    const cli = start(['create', 'lab', '--description', 'stolen', '--yes']);
    const { code, stdout, stderr } = await approve(cli, 'bob');
    assert.deepEqual({ code, stdout }, { code: 5, stdout: '' });
    assert.match(stderr, /tokenwell tokens create lab/);
  });

  it('names several tokens that fit, and none of them is touched', async () => {
    await create('twin');
    await create('twin');
    const { code, stderr } = await run(['revoke', 'lab', 'twin', '--yes']);
    assert.equal(code, 2);
    assert.match(stderr, /Several tokens fit "twin": [0-9a-f-]{36} \(twin\), [0-9a-f-]{36} \(twin\)/);
  });

  for (const [args, words] of [
    [['create', 'lab', '--yes'], /Description is needed.*\n.*`--description`/],
    [['create', 'lab', '--description', 'x'], /This needs a yes.*\n.*`--yes`/s],
    [['create', 'lab', '--description', 'x', '--expires', '30d'], /Offline token has nothing for `--expires`/],
    [['create', 'lab', '--kind', 'pat', '--yes'], /No token of kind "pat".*\n.*offline_token/],
    [['create', 'lab', '--set', 'description', '--yes'], /takes name=value/],
    [['revoke', 'lab', 'nobody', '--yes'], /There is no token "nobody"/],
    [['list', 'lab', '--account', 'carol'], /no account "carol"/],
  ] as [string[], RegExp][]) {
    it(`says what is wrong with: ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await run(args);
      assert.ok(code === 2 || code === 3, String(code));
      assert.equal(stdout, '');
      assert.match(stderr, words);
    });
  }

  it('asks on a terminal for what is missing, warns, and shows the value there', async () => {
    const cli = startInTerminal(['tokens', 'create', 'lab', '--no-qr', '--no-browser'], options());
    await cli.shows(/Description: /);
    cli.type('from a terminal\r');
    await cli.shows(/Make it\? \[y\/N\] /);
    cli.type('y\r');
    const [, userCode = ''] = await cli.shows(/Code {3}(?:\x1b\[\d+m)?([A-Z0-9-]+)[^]*Waiting/);
    await server.approve(userCode, { as: 'alice' });
    const { code, stdout } = await cli.end();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /This is shown once, now\./);
    assert.match(stdout, /secrets service/);
  });

  it('asks on a terminal for a yes, then for the value, which is not shown', async () => {
    const { stdout: value } = await create('typed in');
    const cli = startInTerminal(['tokens', 'revoke', 'lab', 'typed in'], options());
    await cli.shows(/Revoke Offline token "typed in"\? \[y\/N\] /);
    cli.type('y\r');
    await cli.shows(/\(not shown\): /);
    cli.type(`${value.trim()}\r`);
    const { code, stdout } = await cli.end();
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Revoked: Offline token "typed in"/);
    assert.ok(!stdout.includes(value.trim()));
  });

  it('revoke-all revokes what can be, tells what lives on, and ends with 9', async () => {
    await create('kept to the end', '--keep', 'weekly');
    const { code, stdout } = await runCli(['revoke-all', '--yes'], options());
    assert.equal(code, 9);
    assert.match(stdout, /✓ Revoked: Offline token "kept to the end"/);
    assert.match(stdout, /! Not revoked: Offline token "piped"\.\n {2}Only its value names it/);
    assert.match(stdout, /✓ Signed out: alice on lab/);
  });

  it('lists what lives on while nobody is signed in, and says how to sign in', async () => {
    const { code, stdout, stderr } = await run(['list', 'lab']);
    assert.equal(code, 3);
    assert.match(stdout, /! Lives on: Offline token "piped", of alice on lab\./);
    assert.doesNotMatch(stdout, /kept to the end/);
    assert.match(stderr, /Nobody is signed in on "lab"[^]*tokenwell login lab/);
  });

  it('lists the same after the server has ended the sign-in, for programs as well', async () => {
    await signIn(daemon, server);
    server.endSessions('alice');
    assert.equal((await runCli(['token', 'lab', '--refresh'], options())).code, 3);
    const { code, stdout, stderr } = await run(['list', 'lab']);
    assert.equal(code, 3);
    assert.match(stdout, /! Lives on: Offline token "piped", of alice on lab\./);
    assert.match(stderr, /tokenwell login lab/);
    const json = await run(['list', 'lab', '--json']);
    assert.equal(json.code, 3);
    const { tokens, left } = JSON.parse(json.stdout);
    assert.deepEqual(tokens, []);
    assert.ok(left.some(({ description }: { description: string }) => description === 'piped'));
  });
});
