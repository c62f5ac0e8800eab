/**
 * The pages in docs/recipes, as a reader would follow them: each block with `run` behind its language is run as it stands,
 * each with `file=NAME` is written. Only the hosts below example.org are changed, to a server of this test.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';

const root = join(import.meta.dirname, '../..');
const recipes = globSync('docs/recipes/*.md', { cwd: root }).filter((file) => basename(file) !== 'README.md');

/** How a block of a language is run, in the folder where it was written to a file. */
const runners: Record<string, { file: string; command: string[] }> = {
  sh: { file: 'block.sh', command: ['sh', '-eu'] },
  js: { file: 'block.mjs', command: [process.execPath] },
  go: { file: 'main.go', command: ['go', 'run'] },
};

describe('the recipes', function () {
  // Go compiles its library first.
  this.timeout(180_000);
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  let api: Api;

  before(async () => {
    server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab: profile } });
    await signIn(daemon, server);
    api = await startApi(daemon);
  });

  after(async () => {
    api.server.close();
    await daemon.close();
    await server.close();
  });

  for (const recipe of recipes) {
    const blocks = blocksOf(readFileSync(join(root, recipe), 'utf8'));
    const runnable = blocks.filter(({ mark }) => mark === 'run');

    it(`${recipe} says whether it is run here, and so does the list`, () => {
      const page = readFileSync(join(root, recipe), 'utf8');
      const line = readFileSync(join(root, 'docs/recipes/README.md'), 'utf8')
        .split('\n')
        .find((each) => each.includes(`(${basename(recipe)})`));
      const told = runnable.length > 0 ? /run by the tests/i : /not run here|by hand/i;
      assert.match(page, told);
      assert.match(line ?? '', told);
    });

    if (runnable.length === 0) continue;
    it(`${recipe} works as it is written`, async () => {
      const home = mkdtempSync(join(daemon.home, 'reader-'));
      api.served = 0;
      for (const { language, mark, code } of blocks) {
        const here = code.replaceAll(/(https:)?\/\/[a-z]+\.example\.org/g, (_, scheme) =>
          scheme ? api.url : api.url.slice(5),
        );
        if (mark.startsWith('file=')) writeFileSync(join(home, mark.slice(5)), here);
        if (mark === 'run') await runBlock(language, here, home);
      }
      if (runnable.some(({ code }) => code.includes('example.org'))) assert.ok(api.served > 0, 'nothing was asked for');
      rmSync(home, { recursive: true, force: true });
    });
  }

  async function runBlock(language: string, code: string, home: string): Promise<void> {
    const { file, command } = runners[language] ?? assert.fail(`There is nothing here that runs ${language}.`);
    writeFileSync(join(home, file), code);
    const [program = '', ...parameters] = command;
    const child = spawn(program, [...parameters, file], {
      cwd: home,
      env: {
        ...environmentOf(daemon.home),
        PATH: `${join(root, 'bin')}:${process.env.PATH}`,
        HOME: home,
        TOKENWELL_SOCKET: daemon.paths.socket,
        GIT_TERMINAL_PROMPT: '0',
        // Go's own, so that its library is compiled once only.
        GOCACHE: join(homedir(), '.cache/go-build'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    assert.equal(exitCode, 0, `${code}\n${stdout}\n${stderr}`);
  }
});

interface Block {
  language: string;
  mark: string;
  code: string;
}

function blocksOf(page: string): Block[] {
  const blocks = page.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm);
  return [...blocks].map(([, language = '', mark = '', code = '']) => ({ language, mark, code }));
}

interface Api {
  server: Server;
  url: string;
  /** Requests that brought the token. */
  served: number;
}

/** Answers anything to who brings the current token, as a bearer or as a password; serves a git repository too. */
async function startApi(daemon: TestDaemon): Promise<Api> {
  const folder = join(daemon.home, 'served');
  mkdirSync(folder);
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=alice', '-c', 'user.email=alice@example.org'];
    const child = spawn('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
    assert.deepEqual(await once(child, 'close'), [0, null]);
  };
  await git('init', '-q', 'work');
  await git('-C', 'work', 'commit', '-q', '--allow-empty', '-m', 'first');
  await git('clone', '-q', '--bare', 'work', 'project.git');
  await git('-C', 'project.git', 'update-server-info');

  const api = { served: 0 };
  const server = createServer(async (request, response) => {
    const { access_token: token } = await daemon.connection.token('lab');
    const accepted = [`Bearer ${token}`, `Basic ${Buffer.from(`oauth2:${token}`).toString('base64')}`];
    if (!accepted.includes(request.headers.authorization ?? '')) {
      return response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="lab"' }).end();
    }
    api.served += 1;
    const path = new URL(request.url ?? '', 'http://api').pathname;
    if (!path.startsWith('/project.git')) return response.end('{"username":"alice"}');
    try {
      response.end(readFileSync(join(folder, path)));
    } catch {
      response.writeHead(404).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(api, { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}
