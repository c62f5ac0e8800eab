import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TokenwellError } from '../../daemon/errors.ts';
import { fillIn } from '../../extension/launcher.ts';
import { environmentOf, freshHome } from '../support/daemon.ts';
import { canaryToken, fakeToken } from '../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../support/server-under-test.ts';

const launcher = join(import.meta.dirname, '../../bin/tokenwell');

/** What is here of the shells that people have as `sh`. */
const shells = [['/bin/dash'], ['/bin/bash'], ['/bin/busybox', 'ash']].filter(([file = '']) => existsSync(file));

for (const shell of shells) {
  describe(`the launcher in ${shell.join(' ').replace('/bin/', '')}`, () => {
    let tested: ServerUnderTest;
    let folder: string;
    let program: string;

    beforeEach(async () => {
      tested = await serverUnderTest({ tcp: false });
      folder = mkdtempSync(join(tmpdir(), "tokenwell's launcher-"));
      program = join(folder, 'tokenwell');
      // In place of the command proper: shows the words that it is handed.
      writeFileSync(program, fillIn(readFileSync(launcher, 'utf8'), { node: 'printf', program: 'handed over:<%s>' }));
    });

    afterEach(async () => {
      await tested.end();
      rmSync(folder, { recursive: true, force: true });
    });

    const launch = (args: string[], environment: Record<string, string> = {}) =>
      run([...shell, program, ...args], { TOKENWELL_HOME: dirname(tested.paths.state), ...environment });
    const handedOver = (...args: string[]) => `handed over:${args.map((each) => `<${each}>`).join('handed over:')}`;

    it('prints the token and one newline, without the command proper', async () => {
      assert.deepEqual(await launch(['token', 'lab']), { code: 0, stdout: `${canaryToken}\n`, stderr: '' });
      assert.deepEqual(tested.services.asked, ['lookUp']);
    });

    it('takes the simple options in any order, as they are', async () => {
      const resource = 'https://api.example.org/a?b&c=d';
      const args = [
        '--min-ttl',
        '60',
        'lab',
        '--scope=openid data:read',
        '--resource',
        resource,
        '--account',
        'al & é',
      ];
      assert.equal((await launch(['token', ...args])).stdout, `${canaryToken}\n`);
      const [request] = tested.services.tokenRequests;
      assert.deepEqual(
        { ...request },
        {
          ...{ profile: 'lab', scopes: ['openid', 'data:read'], resources: [resource], account: 'al & é', minTtl: 60 },
          ...{ rejected: undefined, deadline: 1 },
        },
      );
    });

    it('prints a header for curl, and JSON', async () => {
      const header = await launch(['token', 'lab', '--header']);
      assert.equal(header.stdout, `Authorization: Bearer ${canaryToken}\n`);
      assert.deepEqual(JSON.parse((await launch(['token', '--json', 'lab'])).stdout), fakeToken);
    });

    it('fails where nothing can be printed, and says so', async () => {
      const command = `${shell.join(' ')} "$0" token lab >&-`;
      const { code, stderr } = await run(['/bin/sh', '-c', command, program], {
        TOKENWELL_HOME: dirname(tested.paths.state),
      });
      assert.deepEqual([code, stderr], [1, 'tokenwell: Standard output is closed, so that no token can be printed.\n']);
    });

    it('says who asks', async () => {
      const { url, headers } = await requestOf(async (socket) => {
        await launch(['token', 'lab'], { TOKENWELL_SOCKET: socket });
      });
      assert.equal(url, '/v1/token/lab?deadline=1');
      assert.match(headers, new RegExp(`^Tokenwell-Client: tokenwell-cli pid=\\d+ cwd=${import.meta.dirname}\r$`, 'm'));
    });

    it('says which workspace its terminal belongs to', async () => {
      const { headers } = await requestOf(async (socket) => {
        await launch(['token', 'lab'], { TOKENWELL_SOCKET: socket, TOKENWELL_WORKSPACE: '/home/alice/thesis' });
      });
      assert.match(headers, /^Tokenwell-Client: tokenwell-cli .* workspace=\/home\/alice\/thesis\r$/m);
      const odd = await launch(['token', 'lab'], { TOKENWELL_WORKSPACE: '/home/alice/my thesis' });
      assert.equal(odd.stdout, handedOver('token', 'lab'));
    });

    const others = [
      ['token', 'lab', '--refresh'],
      ['token', 'lab', '--deadline', '3'],
      ['token', 'lab', '--min-ttl', '1m'],
      ['token', 'lab', '--scope'],
      ['token', 'lab', 'other'],
      ['token', 'lab', '--json', '--header'],
      ['token', '../health'],
      ['token', '--help'],
      ['token'],
      ['status', '--json'],
      ['run', 'lab', '--', 'sh', '-c', 'echo "$1"  two', '', '*'],
    ];
    for (const words of others) {
      it(`hands over \`${words.join(' ')}\` word by word`, async () => {
        assert.equal((await launch(words)).stdout, handedOver(...words));
        assert.deepEqual(tested.services.asked, []);
      });
    }

    it('hands over where the daemon refuses', async () => {
      assert.equal((await launch(['token', 'other'])).stdout, handedOver('token', 'other'));
    });

    it('hands over where the token must be waited for', async () => {
      const obtain = async () => {
        throw new TokenwellError('deadline_exceeded', 'It is not there yet.');
      };
      Object.assign(tested.services.tokens, { lookUp: () => undefined, obtain });
      assert.equal((await launch(['token', 'lab'])).stdout, handedOver('token', 'lab'));
    });

    it('hands over where no daemon listens', async () => {
      await tested.server.close();
      assert.equal((await launch(['token', 'lab'])).stdout, handedOver('token', 'lab'));
    });

    it('hands over where there is no curl', async () => {
      for (const tool of ['ls', 'printf']) symlinkSync(`/usr/bin/${tool}`, join(folder, tool));
      assert.equal((await launch(['token', 'lab'], { PATH: folder })).stdout, handedOver('token', 'lab'));
      assert.deepEqual(tested.services.asked, []);
    });

    it('hands over a note that a person should read', async () => {
      tested.services.tokens.lookUp = () => ({ ...fakeToken, min_ttl_met: false });
      const words = ['token', 'lab', '--min-ttl', '9000'];
      assert.equal((await launch(words)).stdout, handedOver(...words));
      assert.equal((await launch(['token', 'lab'])).stdout, `${canaryToken}\n`);
      tested.services.tokens.lookUp = () => ({ ...fakeToken, scope_met: false });
      assert.equal((await launch(['token', 'lab', '--scope', 'x'])).stdout, handedOver('token', 'lab', '--scope', 'x'));
    });

    for (const token of ['-n', 'canary\\tescape', 'canary"quote', 'canary\u202edirection']) {
      it(`leaves to the command proper a token that echo could change: ${JSON.stringify(token)}`, async () => {
        tested.services.tokens.lookUp = () => ({ ...fakeToken, access_token: token });
        assert.equal((await launch(['token', 'lab'])).stdout, handedOver('token', 'lab'));
        assert.equal((await launch(['token', 'lab', '--json'])).stdout, handedOver('token', 'lab', '--json'));
      });
    }

    it('leaves to the command proper a token that is no bearer token, where it should be in a header', async () => {
      tested.services.tokens.lookUp = () => ({ ...fakeToken, token_type: 'DPoP' });
      const words = ['token', 'lab', '--header'];
      assert.equal((await launch(words)).stdout, handedOver(...words));
    });

    it('asks no socket that others could have made', async () => {
      const { runtime, socket } = tested.paths;
      const refuses = async (environment?: Record<string, string>) => {
        assert.equal((await launch(['token', 'lab'], environment)).stdout, handedOver('token', 'lab'));
        assert.deepEqual(tested.services.asked, []);
      };
      chmodSync(runtime, 0o750);
      await refuses();
      chmodSync(runtime, 0o700);
      chmodSync(socket, 0o606);
      await refuses();
      chmodSync(socket, 0o600);
      const linked = join(folder, 'run');
      symlinkSync(runtime, linked);
      await refuses({ TOKENWELL_SOCKET: join(linked, 'daemon.sock') });
      renameSync(socket, `${socket}.real`);
      symlinkSync(`${socket}.real`, socket);
      await refuses();
      renameSync(`${socket}.real`, socket);
      assert.equal((await launch(['token', 'lab'])).stdout, `${canaryToken}\n`, 'and it asks it when all is well');
    });

    it('goes through no proxy and reads no ~/.curlrc', async () => {
      let connections = 0;
      const recorder = createServer((connection) => {
        connections += 1;
        connection.destroy();
      });
      await once(recorder.listen(0, '127.0.0.1'), 'listening');
      const proxy = `http://127.0.0.1:${(recorder.address() as { port: number }).port}`;
      writeFileSync(join(folder, '.curlrc'), `proxy = "${proxy}"\noutput = "${join(folder, 'stolen')}"\nverbose\n`);
      const names = ['http_proxy', 'ALL_PROXY', 'all_proxy', 'HTTPS_PROXY'];
      const environment = { ...Object.fromEntries(names.map((name) => [name, proxy])), HOME: folder };
      const outcome = await launch(['token', 'lab'], environment);
      recorder.close();
      assert.deepEqual(
        { ...outcome, connections },
        { code: 0, stdout: `${canaryToken}\n`, stderr: '', connections: 0 },
      );
    });

    it('gives the token to no program, be the names of its variables exported or not', async () => {
      // A curl and a printf of our own see what every program that it starts would see.
      const tools = join(folder, 'tools');
      mkdirSync(tools);
      const spy = (name: string, then: string) => {
        const lines = ['#!/bin/sh', `{ echo "$*"; env; } >> '${folder.replaceAll("'", "'\\''")}/seen'`, then, ''];
        writeFileSync(join(tools, name), lines.join('\n'), { mode: 0o755 });
      };
      spy('curl', `printf '{"access_token":"${canaryToken}","min_ttl_met":false}\\n200'`);
      spy('printf.spy', '');
      writeFileSync(program, fillIn(readFileSync(launcher, 'utf8'), { node: 'printf.spy', program: 'x' }));
      const exported = { answer: 'x', token: 'x', value: 'x', PATH: `${tools}:${process.env.PATH}` };
      await launch(['token', 'lab', '--min-ttl', '5'], exported);
      const seen = readFileSync(join(folder, 'seen'), 'utf8');
      assert.match(seen, /--unix-socket[^]*x token lab/);
      assert.ok(!seen.includes(canaryToken));
    });
  });
}

describe('the launcher in a folder with the sources', () => {
  it('runs the command from them, also through a link as npm makes them', async () => {
    const home = freshHome();
    const link = join(home, 'tokenwell');
    symlinkSync(launcher, link);
    const environment = { ...environmentOf(home), TOKENWELL_SOCKET: '' };
    const [there, linked] = await Promise.all([
      run([launcher, 'token', 'lab', 'more'], environment),
      run([link, 'status', '--json'], environment),
    ]);
    rmSync(home, { recursive: true, force: true });
    assert.equal(there.code, 2);
    assert.match(there.stderr, /^tokenwell: too many arguments/);
    assert.equal(JSON.parse(linked.stdout).running, false);
  });
});

async function run([command = '', ...args]: string[], environment: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, args, {
    cwd: import.meta.dirname,
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

/** What a caller sends to a socket, before it is hung up on. */
async function requestOf(call: (socket: string) => Promise<void>): Promise<{ url: string; headers: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-socket-'));
  const socket = join(folder, 'daemon.sock');
  let received = '';
  const server = createServer((connection) => {
    connection.on('data', (bytes) => {
      received += bytes;
      connection.destroy();
    });
  });
  await once(server.listen(socket), 'listening');
  chmodSync(socket, 0o600);
  await call(socket);
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return { url: received.split(' ')[1] ?? '', headers: received };
}
