/**
 * The pages in docs/recipes, as a reader would follow them: each block with `run` behind its language is run as it stands,
 * each with `file=NAME` is written. Only the hosts below example.org are changed, to a server of this test. Blocks with
 * `try` need programs that fewer machines have: test/recipes runs those.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type RecipeApi, startRecipeApi } from '../support/recipe-api.ts';
import { Reader, readRecipe, servedBy } from '../support/recipes.ts';
import { signIn } from '../support/sign-in.ts';

const root = join(import.meta.dirname, '../..');
const recipes = globSync('docs/recipes/*.md', { cwd: root })
  .map((file) => basename(file))
  .filter((file) => file !== 'README.md');

describe('the recipes', function () {
  // Go compiles its library first.
  this.timeout(180_000);
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  let api: RecipeApi;
  let reader: () => Reader;
  const runtime = process.env.XDG_RUNTIME_DIR;

  before(async () => {
    const session = mkdtempSync(join(tmpdir(), 'tokenwell-session-'));
    process.env.XDG_RUNTIME_DIR = session;
    server = await startAuthorizationServer();
    const profile = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await startTestDaemon({ profiles: { lab: profile } });
    await signIn(daemon, server);
    const repository = await makeRepository(daemon.home);
    api = await startRecipeApi(daemon, repository);
    reader = () => new Reader(daemon, servedBy(api.url), { XDG_RUNTIME_DIR: session });
  });

  after(async () => {
    api.close();
    await daemon.close();
    await server.close();
    rmSync(process.env.XDG_RUNTIME_DIR ?? '', { recursive: true, force: true });
    if (runtime === undefined) delete process.env.XDG_RUNTIME_DIR;
    else process.env.XDG_RUNTIME_DIR = runtime;
  });

  for (const recipe of recipes) {
    const { page, blocks } = readRecipe(recipe);
    const runnable = blocks.filter(({ mark }) => mark === 'run');
    const tried = blocks.filter(({ mark }) => mark === 'try');

    it(`${recipe} says whether it is run here, and so does the list`, () => {
      const line = readFileSync(join(root, 'docs/recipes/README.md'), 'utf8')
        .split('\n')
        .find((each) => each.includes(`(${recipe})`));
      const told = runnable.length + tried.length > 0 ? /run by the tests/i : /not run here|by hand/i;
      assert.match(page, told);
      assert.match(line ?? '', told);
    });

    if (runnable.length === 0) continue;
    it(`${recipe} works as it is written`, async () => {
      api.served.length = 0;
      await reader().follow(blocks, 'run');
      if (runnable.some(({ code }) => code.includes('example.org'))) assert.ok(api.served.length > 0);
    });
  }
});

/** What git finds at `/project.git`. */
async function makeRepository(home: string): Promise<(path: string) => Buffer | null | undefined> {
  const folder = join(home, 'served');
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
  return (path) => {
    if (!path.startsWith('/project.git')) return undefined;
    try {
      return readFileSync(join(folder, path));
    } catch {
      return null;
    }
  };
}
