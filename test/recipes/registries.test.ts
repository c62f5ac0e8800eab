/** The recipes for package managers, with the real cargo and the real pip. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Reader, readRecipe, servedBy } from '../support/recipes.ts';
import { type RecipeWorld, startRecipeWorld } from './recipe-world.ts';

describe('the recipe for cargo', () => {
  let world: RecipeWorld;

  afterEach(() => world.end());

  it('finds a crate in a registry that wants a token', async () => {
    const crate = { name: 'something', max_version: '1.0.0', description: 'A crate.' };
    world = await startRecipeWorld((path, url) => {
      if (path === '/index/config.json') return JSON.stringify({ dl: url, api: url, 'auth-required': true });
      if (path === '/api/v1/crates') return JSON.stringify({ crates: [crate], meta: { total: 1 } });
      return null;
    });
    const { blocks } = readRecipe('cargo.md');
    const home = process.env.RUSTUP_HOME ?? join(homedir(), '.rustup');
    const reader = new Reader(world.daemon, servedBy(world.api.url), { RUSTUP_HOME: home });
    const output = await reader.follow(blocks, 'try');
    assert.match(output, /something = "1\.0\.0"/);
    assert.deepEqual(world.api.served, ['/index/config.json', '/api/v1/crates']);
  });
});

describe('the recipe for pip', () => {
  let world: RecipeWorld;

  afterEach(() => world.end());

  it('installs from an index that wants a token', async () => {
    const wheel = 'something-1.0-py3-none-any.whl';
    let content: Buffer = Buffer.alloc(0);
    world = await startRecipeWorld((path) => {
      if (path === '/simple/something/') return `<a href="/files/${wheel}#sha256=${sha256(content)}">${wheel}</a>`;
      return path === `/files/${wheel}` ? content : null;
    });
    const { blocks } = readRecipe('pip.md');
    const reader = new Reader(world.daemon, servedBy(world.api.url), {
      ...{ PIP_CONFIG_FILE: '/dev/null', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    });
    content = makeWheel(join(reader.home, wheel));
    // Of its own, and of the version that the page names.
    const environment = join(reader.home, 'venv');
    execFileSync('python3', ['-m', 'venv', environment]);
    execFileSync(join(environment, 'bin/pip'), ['install', '--quiet', 'pip>=23.2']);
    const inEnvironment = blocks.map((block) =>
      block.mark === 'try' ? { ...block, code: `. venv/bin/activate\n${block.code}` } : block,
    );
    await reader.follow(inEnvironment, 'try');
    assert.match(
      await reader.run('sh', '. venv/bin/activate; python -c "import something; print(something.word)"'),
      /works/,
    );
    assert.deepEqual(world.api.served, ['/simple/something/', `/files/${wheel}`]);
  });
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

function makeWheel(file: string): Buffer {
  const members = {
    'something.py': 'word = "works"\n',
    'something-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: something\nVersion: 1.0\n',
    'something-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'something-1.0.dist-info/RECORD': '',
  };
  const program =
    'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for n, t in json.loads(sys.argv[2]).items(): z.writestr(n, t)';
  execFileSync('python3', ['-c', program, file, JSON.stringify(members)]);
  return readFileSync(file);
}
