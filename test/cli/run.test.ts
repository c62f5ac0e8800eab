import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli, startCli, startInTerminal } from './run-cli.ts';

describe('tokenwell run', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  let token: string;

  before(async () => {
    server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab: profile, empty: profile } });
    await signIn(daemon, server);
    token = (await daemon.connection.token('lab')).access_token;
  });

  after(async () => {
    await daemon.close();
    await server.close();
  });

  const options = () => ({ environment: environmentOf(daemon.home) });
  const run = (args: string[], input?: string) => runCli(['run', ...args], { ...options(), ...(input && { input }) });

  /** Its environment and the arguments of it and its parent, as the system has them. */
  const look = 'env; tr "\\0" " " < /proc/$$/cmdline; tr "\\0" " " < /proc/$PPID/cmdline';

  it('gives the command the token under the names of its tool, and to nobody else', async () => {
    const { code, stdout } = await run(['lab', '--as', 'bearer', '--', 'sh', '-c', look]);
    assert.equal(code, 0);
    assert.ok(stdout.includes(`\nBEARER_TOKEN=${token}\n`));
    assert.ok(stdout.includes(`\nTOKENWELL_SOCKET=${daemon.paths.socket}\n`));
    assert.match(stdout, /run lab --as bearer/, 'the arguments are among what is looked at');
    assert.equal(stdout.split(token).length, 2, 'it is there once');
  });

  it('takes no option for itself that may be meant for the command', async () => {
    for (const args of [
      ['lab', 'echo', '--yes'],
      ['lab', 'echo', 'a', '--as', 'bearer'],
      ['lab', 'echo', '--yes', '--', 'a'],
    ]) {
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /An option stands after echo, and may be meant for it\.\n.*goes after `--`/);
    }
    assert.equal((await run(['lab', '--yes', 'echo', 'a'])).stdout, 'a\n');
    assert.equal((await run(['lab', '--', 'echo', '--yes'])).stdout, '--yes\n');
  });

  it('takes the usual names where none are asked for', async () => {
    assert.equal((await run(['lab', '--', 'printenv', 'BEARER_TOKEN'])).stdout, `${token}\n`);
  });

  it('gives only the way to the daemon where that is asked for', async () => {
    const { stdout } = await run(['lab', '--socket-only', '--', 'sh', '-c', look]);
    assert.ok(stdout.includes(`\nTOKENWELL_SOCKET=${daemon.paths.socket}\n`));
    assert.ok(!stdout.includes(token));
    assert.equal((await run(['lba', '--socket-only', '--', 'true'])).code, 2);
  });

  it('passes on standard input, words as they are, and the exit code', async () => {
    const { code, stdout } = await run(
      ['lab', '--', 'sh', '-c', 'cat; printf "<%s>" "$@"; exit 42', 'x', 'a  b', '*', ''],
      'in',
    );
    assert.deepEqual({ code, stdout }, { code: 42, stdout: 'in<a  b><*><>' });
  });

  it('runs nothing where there is no token', async () => {
    const mark = join(daemon.home, 'mark');
    const { code, stderr } = await run(['empty', '--', 'touch', mark]);
    assert.equal(code, 3);
    assert.match(stderr, /Nobody is signed in on empty/);
    assert.ok(!existsSync(mark));
  });

  it('says which names there are', async () => {
    const { code, stderr } = await run(['lab', '--as', 'nothing', '--', 'true']);
    assert.equal(code, 2);
    assert.match(stderr, /"lab" has no names for `--as nothing`\.\nThere are: bearer \(BEARER_TOKEN\); bearer-file/);
  });

  it('puts nothing long-lived into an environment without a yes', async () => {
    const { code, stdout, stderr } = await run(['lab', '--as', 'provena', '--', 'env']);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, /`--as provena` puts a refresh token into PROVENA_OFFLINE_TOKEN/);
    assert.match(stderr, /carries all your permissions/);
    assert.match(stderr, /no terminal to ask on\. Nothing was put anywhere\.\n.*`--yes`/);
  });

  it('makes an offline token for it alone, which can be told from the sign-in and revoked', async () => {
    const cli = startCli(
      ['run', 'lab', '--as', 'provena', '--yes', '--', 'printenv', 'PROVENA_OFFLINE_TOKEN'],
      options(),
    );
    const [, userCode = ''] = await cli.says(/Code {3}(\S+)\n[^]*Waiting/);
    await server.approve(userCode);
    const { code, stdout, stderr } = await cli.end();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Made for this alone: Offline token "environment: provena"/);
    const value = stdout.trim();
    assert.ok(!stderr.includes(value));
    const revoked = await runCli(['tokens', 'revoke', 'lab', 'environment: provena', '--value-stdin', '--yes'], {
      ...options(),
      input: value,
    });
    assert.equal(revoked.code, 0, revoked.stderr);
    assert.ok((await server.userinfo((await daemon.connection.token('lab')).access_token))?.sub);
  });

  it('ends as shells do where the command cannot be started', async () => {
    const missing = await run(['lab', '--', 'no-such-command-here']);
    assert.deepEqual(
      [missing.code, missing.stderr],
      [127, 'tokenwell: no-such-command-here: there is no such command.\n'],
    );
    const plain = join(daemon.home, 'plain');
    writeFileSync(plain, '');
    assert.equal((await run(['lab', '--', plain])).code, 126);
  });

  it('passes signals on, and ends by the one that ended the command', async () => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR1'] as const) {
      const trap = `trap 'echo got; exit 7' ${signal.slice(3)}; echo ready; for i in $(seq 400); do sleep 0.02; done`;
      assert.deepEqual(await signalled(['run', 'lab', '--', 'sh', '-c', trap], signal), {
        ...{ code: 7, endedBy: null, stdout: 'ready\ngot\n' },
      });
    }
    const untrapped = ['run', 'lab', '--', 'sh', '-c', 'echo ready; exec sleep 60'];
    assert.deepEqual(await signalled(untrapped, 'SIGTERM'), { code: null, endedBy: 'SIGTERM', stdout: 'ready\n' });
  });

  it('lets Ctrl-C in a terminal reach the command once', async () => {
    const counting =
      'process.on("SIGINT", () => console.log("got")); process.stdin.on("data", (line) => console.log(`line ${line}`)); console.log("ready")';
    const running = startInTerminal(['run', 'lab', '--', process.execPath, '-e', counting], options());
    await running.shows(/ready/);
    running.type('\x03');
    await running.shows(/got/);
    running.type('more\r');
    await running.shows(/line more/);
    running.type('\x04');
    const { code, stdout } = await running.end();
    assert.deepEqual([code, stdout.match(/got/g)], [0, ['got']]);
  });

  /** Sends a signal once the command is ready, to a `tokenwell` that has no terminal. */
  async function signalled(args: string[], signal: NodeJS.Signals) {
    const program = join(import.meta.dirname, '../../cli/main.ts');
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, ...environmentOf(daemon.home) },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (stdout === '') child.kill(signal);
      stdout += text;
    });
    const [code, endedBy] = await once(child, 'close');
    return { code, endedBy, stdout };
  }
});

describe('tokenwell env --for', () => {
  it('prints a token for each shell, and asks for the profile', async () => {
    const server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    const daemon = await startTestDaemon({ profiles: { lab: profile } });
    await signIn(daemon, server);
    const { access_token: token } = await daemon.connection.token('lab');
    const env = (...args: string[]) => runCli(['env', ...args], { environment: environmentOf(daemon.home) });
    const outputs = [
      (await env('--for', 'lab', '--as', 'bearer', '--shell', 'bash')).stdout,
      (await env('--for', 'lab', '--shell', 'fish')).stdout,
      (await env('--for', 'lab', '--shell', 'powershell')).stdout,
      (await env('--for', 'lab', '--json')).stdout,
    ];
    const { code } = await env('--as', 'bearer');
    await daemon.close();
    await server.close();
    assert.deepEqual(outputs, [
      `export BEARER_TOKEN='${token}'\n`,
      `set -gx BEARER_TOKEN '${token}'\n`,
      `$Env:BEARER_TOKEN = '${token}'\n`,
      `${JSON.stringify({ BEARER_TOKEN: token }, null, 2)}\n`,
    ]);
    assert.equal(code, 2);
  });
});
