import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli } from './run-cli.ts';

const bin = join(import.meta.dirname, '../../bin');

describe('git with the credential helper', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  let host: GitHost;
  let global: string;

  before(async () => {
    server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab: profile } });
    await signIn(daemon, server);
    global = join(daemon.home, 'gitconfig');
    writeFileSync(global, '[user]\nname = alice\nemail = alice@example.org\n');
    const repository = join(daemon.home, 'work');
    await git(['init', '-q', repository]);
    await git(['-C', repository, 'commit', '-q', '--allow-empty', '-m', 'first']);
    await git(['clone', '-q', '--bare', repository, join(daemon.home, 'served.git')]);
    await git(['-C', join(daemon.home, 'served.git'), 'update-server-info']);
    host = await startGitHost(daemon.home);
  });

  beforeEach(() => {
    host.refuse = () => false;
    host.asked.length = 0;
    writeFileSync(global, `[credential]\nhelper = tokenwell\n[credential "${host.url}/"]\ntokenwellProfile = lab\n`);
  });

  after(async () => {
    host.server.close();
    await daemon.close();
    await server.close();
  });

  const git = (args: string[], input = '') =>
    run(['git', ...args], input, {
      ...environmentOf(daemon.home),
      PATH: `${bin}:${process.env.PATH}`,
      GIT_CONFIG_GLOBAL: global,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
    });
  const clone = async (url: string) => {
    const copy = join(daemon.home, 'copy');
    const outcome = await git(['clone', '-q', url, copy]);
    rmSync(copy, { recursive: true, force: true });
    return outcome;
  };
  const currentToken = async () => (await daemon.connection.token('lab')).access_token;

  it('clones with a fresh token, which lands in no file of the repository', async () => {
    const copy = join(daemon.home, 'kept');
    const { code, stderr } = await git(['clone', '-q', `${host.url}/served.git`, copy]);
    assert.equal(code, 0, stderr);
    assert.deepEqual([...new Set(host.asked)], [null, `oauth2:${await currentToken()}`]);
    assert.ok(!readFileSync(join(copy, '.git/config'), 'utf8').includes('oauth2'));
  });

  it('goes as the user that the address names', async () => {
    assert.equal((await clone(`${host.url.replace('//', '//alice@')}/served.git`)).code, 0);
    assert.equal(host.asked.at(-1), `alice:${await currentToken()}`);
  });

  it('tells git when the token ends', async () => {
    const { stdout } = await git(['credential', 'fill'], `url=${host.url}\n`);
    const { access_token: token } = await daemon.connection.token('lab');
    assert.match(stdout, new RegExp(`^username=oauth2\npassword=${token}$`, 'm'));
    const asked = await runCli(['git-credential', 'get'], {
      environment: { ...environmentOf(daemon.home), GIT_CONFIG_GLOBAL: global },
      input: `protocol=http\nhost=${new URL(host.url).host}\ncapability[]=authtype\n\n`,
    });
    const [, expiry] = /^password_expiry_utc=(\d+)$/m.exec(asked.stdout) ?? [];
    assert.ok(Math.abs(Number(expiry) - Date.now() / 1000 - 300) < 60, asked.stdout);
  });

  describe('at a host that asks for a bearer token', () => {
    const speak = (operation: string, ...lines: string[]) =>
      runCli(['git-credential', operation], {
        environment: { ...environmentOf(daemon.home), GIT_CONFIG_GLOBAL: global },
        input: `protocol=http\nhost=${new URL(host.url).host}\n${lines.join('\n')}\n\n`,
      });
    const able = ['capability[]=authtype', 'capability[]=state'];
    const bearer = ['wwwauth[]=Bearer realm="git"', 'wwwauth[]=Basic realm="git"'];

    it('hands git one, to be kept by nobody', async () => {
      const { stdout } = await speak('get', ...able, ...bearer);
      const token = await currentToken();
      const lines = `capability[]=authtype\nauthtype=Bearer\ncredential=${token}\nephemeral=1\npassword_expiry_utc=`;
      assert.ok(stdout.startsWith(lines), stdout.replaceAll(token, 'TOKEN'));
      assert.doesNotMatch(stdout, /^(username|password)=/m);
    });

    it('hands a password to a git that cannot, and where the host takes only that', async () => {
      assert.match((await speak('get', ...bearer)).stdout, /^username=oauth2\npassword=/);
      assert.match(
        (await speak('get', ...able, 'wwwauth[]=Basic realm="Bearer"')).stdout,
        /^username=oauth2\npassword=/,
      );
    });

    it('renews one that the host refused', async () => {
      const refused = await currentToken();
      await speak('erase', ...able, 'authtype=Bearer', `credential=${refused}`);
      assert.notEqual(await currentToken(), refused);
    });
  });

  it('gives the next caller another token where the host refused this one', async () => {
    const refused = await currentToken();
    host.refuse = (token) => token === refused;
    assert.notEqual((await clone(`${host.url}/served.git`)).code, 0);
    assert.equal((await clone(`${host.url}/served.git`)).code, 0);
    assert.notEqual(await currentToken(), refused);
  });

  it('gives a host nothing that was not named: another port, a wildcard, no address', async () => {
    for (const lines of [
      '[credential "http://127.0.0.1:1"]\ntokenwellProfile = lab',
      '[credential "http://127.0.0.1"]\ntokenwellProfile = lab',
      '[credential "http://*"]\ntokenwellProfile = lab',
      '[credential]\ntokenwellProfile = lab',
    ]) {
      writeFileSync(global, `[credential]\nhelper = tokenwell\n${lines}\n`);
      assert.notEqual((await clone(`${host.url}/served.git`)).code, 0);
      assert.deepEqual([...new Set(host.asked)], [null], lines);
    }
  });

  it('hears nothing that a repository says of itself', async () => {
    const repository = join(daemon.home, 'work');
    const key = `credential.${host.url}.tokenwellProfile`;
    writeFileSync(global, '[credential]\nhelper = tokenwell\n');
    await git(['-C', repository, 'config', key, 'lab']);
    assert.notEqual((await git(['-C', repository, 'ls-remote', `${host.url}/served.git`])).code, 0);
    assert.deepEqual([...new Set(host.asked)], [null]);
    assert.equal((await git(['-C', repository, '-c', `${key}=lab`, 'ls-remote', `${host.url}/served.git`])).code, 0);
  });

  it('sends no token in clear text over a network', async () => {
    writeFileSync(global, '[credential "http://git.example.org"]\ntokenwellProfile = lab\n');
    const outcome = await runCli(['git-credential', 'get'], {
      environment: { ...environmentOf(daemon.home), GIT_CONFIG_GLOBAL: global },
      input: 'protocol=http\nhost=git.example.org\n\n',
    });
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
  });

  it('says how to sign in where nobody is', async () => {
    writeFileSync(global, readFileSync(global, 'utf8').replace('= lab', '= nobody'));
    const { stderr } = await clone(`${host.url}/served.git`);
    assert.match(stderr, /tokenwell: There is no profile "nobody"/);
  });
});

interface GitHost {
  server: Server;
  url: string;
  /** User and password of each request; null: none. */
  asked: (string | null)[];
  refuse(token: string): boolean;
}

/** Serves bare repositories by git's "dumb" protocol, to who brings a token. */
async function startGitHost(folder: string): Promise<GitHost> {
  const host = { asked: [] as (string | null)[], refuse: (_token: string) => false };
  const server = createServer((request, response) => {
    const [, basic] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const given = basic === undefined ? null : Buffer.from(basic, 'base64').toString();
    host.asked.push(given);
    // git tries a name alone first, where the address has one.
    const token = given?.slice(given.indexOf(':') + 1) ?? '';
    if (token === '' || host.refuse(token)) {
      return response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    }
    try {
      response.end(readFileSync(join(folder, new URL(request.url ?? '', 'http://git').pathname)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(host, { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function run([command = '', ...args]: string[], input: string, environment: Record<string, string>) {
  const { HOME = '' } = process.env;
  const child = spawn(command, args, { env: { HOME, ...environment } });
  // Most commands read none of it.
  child.stdin.on('error', () => {}).end(input);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, stdout, stderr };
}
