import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import { findPaths } from '../../daemon/paths.ts';
import { type RunningCli, runCli, startCli } from '../cli/run-cli.ts';
import { type AuthorizationServer, rewrite, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, freshHome, untilGone } from '../support/daemon.ts';

/** With no umask at all, so that each mode is one that Tokenwell itself has seen to. */
describe('secrets, with the real command and daemon from the first file on', function () {
  this.timeout(60_000);
  const folder = freshHome();
  // Made by Tokenwell.
  const home = join(folder, 'home');
  const environment = environmentOf(home);
  const paths = findPaths(environment);
  const secrets = new Map<string, string>();
  const shown: string[] = [];
  let server: AuthorizationServer;
  let umask = 0;

  before(async () => {
    umask = process.umask(0);
    server = await startAuthorizationServer();
  });

  after(async () => {
    await runCli(['daemon', 'stop'], { environment, folder });
    process.umask(umask);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function run(args: string[], input?: string): Promise<string> {
    const { stdout, stderr } = await runCli(args, { environment, folder, ...(input !== undefined && { input }) });
    shown.push(stdout, stderr);
    return stdout;
  }

  it('are nowhere but where they belong: not in arguments, environments, files, logs or what is shown', async () => {
    const { clientId, clientSecret } = server.clients.secret;
    secrets.set('client secret', clientSecret);
    secrets.set('pasted token', 'canary-pasted-token');
    const of = (id: string) => ['--issuer', server.issuer, '--client-id', id, '--scope', 'openid offline_access'];
    await run(['profile', 'add', 'lab', ...of(server.clientId)]);
    await run(['profile', 'add', 'robot', ...of(clientId), '--auth-method', 'client_secret_basic']);
    const daemon = new Connection({ find: () => findDaemon(paths, {}), client: 'tokenwell-test' });
    await daemon.changeSettings({ log_level: 'trace' });

    await signInByDevice('lab');
    await signInByCode('robot', clientSecret);
    await run(['login', 'lab', '--flow', 'paste'], 'canary-pasted-token\n');
    secrets.set('access token', (await daemon.token('lab')).access_token);
    rememberTokens('refresh');
    await runCli(['token', 'lab', '--refresh'], { environment, folder });
    for (const args of [['status'], ['status', '--json'], ['profile', 'list', '--json'], ['env'], ['daemon', 'status']])
      await run(args);
    await run(['token', 'lab', '--account', 'nobody']);
    await run(['token', 'robot', '--scope', 'unheard-of']);
    const { url } = JSON.parse(readFileSync(paths.discovery, 'utf8'));
    const refused = await fetch(`${url}/v1/token/lab`, { headers: { authorization: 'Bearer canary-of-a-stranger' } });
    secrets.set('key of a stranger', 'canary-of-a-stranger');
    shown.push(await refused.text());
    await run(['logout', 'robot']);
    await run(['daemon', 'logs']);
    const keys = readdirSync(paths.keys).filter((name) => name.endsWith('.key'));
    for (const name of keys) secrets.set(join(paths.keys, name), readFileSync(join(paths.keys, name), 'utf8').trim());
    secrets.set(join(paths.state, 'data.key'), readFileSync(join(paths.state, 'data.key'), 'utf8').trim());

    assert.ok(
      processes().some(({ text }) => text.includes('daemon/main.ts')),
      'the daemon is among the processes',
    );
    const log = readFileSync(join(paths.logs, 'daemon.log'), 'utf8');
    assert.match(log, /"level":"debug"/, 'the log is at its most verbose');
    assert.ok(secrets.has('refresh token 1'), 'the refresh tokens are known');
    for (const [name, secret] of secrets) {
      assert.ok(secret.length > 15, name);
      for (const place of [...processes(), ...files(), ...shown.map((text) => ({ name: 'what is shown', text }))]) {
        assert.ok(place.name === name || !place.text.includes(secret), `${name} is in ${place.name}`);
      }
    }
  });

  it('lie in files that nobody else can open, whatever the umask', () => {
    for (const { name } of [{ name: home }, ...everythingBelow(home)]) {
      const status = lstatSync(name, { throwIfNoEntry: false });
      // The daemon at work replaces files: what has gone meanwhile harms nobody.
      if (status && !status.isSymbolicLink())
        assert.equal(status.mode & 0o077, 0, `${name} ${status.mode.toString(8)}`);
    }
  });

  it('leave with the daemon: no process, port, socket or half-written file stays', async () => {
    const { port, pid, socket } = JSON.parse(readFileSync(paths.discovery, 'utf8'));
    await run(['daemon', 'stop']);
    await untilGone(pid);
    assert.deepEqual(processes(), []);
    assert.equal(existsSync(socket), false);
    const refusal = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      connect({ host: '127.0.0.1', port }).once('error', resolve).once('connect', reject);
    });
    assert.equal(refusal.code, 'ECONNREFUSED');
    const left = everythingBelow(home).map(({ name }) => name);
    assert.deepEqual(
      left.filter((name) => /\.new$|daemon\.json$|holder\.json$|\.sock/.test(name)),
      [],
    );
  });

  async function signInByDevice(profile: string): Promise<void> {
    rememberTokens('poll');
    const login = startCli(['login', profile, '--no-browser'], { environment, folder });
    const [, userCode = ''] = await login.shows(/Code {3}(\S+)\n[^]*Waiting/);
    await watched(login, () => server.approve(userCode));
  }

  async function signInByCode(profile: string, clientSecret: string): Promise<void> {
    rememberTokens('redeem');
    const args = ['login', profile, '--flow', 'code', '--no-browser', '--client-secret-stdin'];
    const login = startCli(args, { environment, folder, input: clientSecret });
    const [, address = ''] = await login.shows(/ (http\S+client_id\S+)\n[^]*Waiting/);
    await watched(login, async () => {
      const redirect = await server.authorize(address);
      secrets.set('authorization code', redirect.searchParams.get('code') ?? '');
      await fetch(redirect);
    });
  }

  /** While the command waits, its arguments and environment can be seen too. */
  async function watched(login: RunningCli, approve: () => Promise<void>): Promise<void> {
    const before = processes();
    await approve();
    const { code, stdout, stderr } = await login.end();
    assert.equal(code, 0, stderr);
    shown.push(stdout, stderr, ...before.map(({ text }) => text));
  }

  /** What the server hands out next is a secret. */
  function rememberTokens(kind: 'poll' | 'redeem' | 'refresh'): void {
    const remember = rewrite((body) => {
      for (const member of ['access_token', 'refresh_token', 'id_token']) {
        const count = [...secrets.keys()].filter((name) => name.startsWith(member.replace('_', ' '))).length;
        if (typeof body[member] === 'string') secrets.set(`${member.replace('_', ' ')} ${count + 1}`, body[member]);
      }
      return body;
    });
    server.faults.next(kind, remember, remember, remember);
  }

  function files(): { name: string; text: string }[] {
    return everythingBelow(folder)
      .filter(({ file }) => file)
      .flatMap(({ name }) => {
        try {
          return [{ name, text: readFileSync(name, 'latin1') }];
        } catch (error) {
          // The daemon at work replaces files.
          if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
          throw error;
        }
      });
  }

  /** Ours, by the TOKENWELL_HOME in their environment; never this one. */
  function processes(): { name: string; text: string }[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid) || pid === String(process.pid)) return [];
      try {
        const text = `${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}`;
        return text.includes(`TOKENWELL_HOME=${home}\0`) ? [{ name: `process ${pid}`, text }] : [];
      } catch {
        // Ended meanwhile, or somebody else's.
        return [];
      }
    });
  }
});

function everythingBelow(folder: string): { name: string; file: boolean }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    name: join(entry.parentPath, entry.name),
    file: entry.isFile(),
  }));
}
