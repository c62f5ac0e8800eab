/** The recipe for containers, with the real docker and an engine of this test's own. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ImageRegistry, startImageRegistry } from '../support/image-registry.ts';
import { type Block, Reader, readRecipe } from '../support/recipes.ts';
import { type RecipeWorld, startRecipeWorld } from './recipe-world.ts';

describe('the recipe for containers', () => {
  let world: RecipeWorld;
  let registry: ImageRegistry;
  let engine: Engine;
  const blocks = readRecipe('docker.md').blocks;

  before(async () => {
    world = await startRecipeWorld();
    registry = await startImageRegistry(async (credentials) => credentials === `oauth2:${await currentToken()}`);
    engine = await startEngine();
  });

  after(async () => {
    await engine.end();
    registry.close();
    await world.end();
  });

  const currentToken = async () => (await world.daemon.connection.token('lab')).access_token;
  const follow = async (chosen: (block: Block) => boolean) => {
    const here = (code: string) => code.replaceAll('registry.example.org', registry.host);
    const reader = new Reader(world.daemon, here, { DOCKER_HOST: engine.address });
    return reader.follow(blocks.filter(chosen), 'try');
  };

  it('pulls an image from a registry that wants a token, and leaves no password in a file', async () => {
    const output = await follow(({ code }) => code.includes('registry.example.org'));
    assert.match(output, /Downloaded newer image for 127\.0\.0\.1:\d+\/hello:latest/);
    assert.deepEqual([...new Set(registry.asked)], [null, `oauth2:${await currentToken()}`]);
  });

  it('gets a token inside a container that has the socket', async () => {
    importImage(engine.address, 'curlimages/curl');
    const output = await follow(({ code }) => code.includes('curlimages/curl'));
    assert.equal(JSON.parse(output).access_token, await currentToken());
  });

  it('hands one token to a container by name', async () => {
    importImage(engine.address, 'image');
    const output = await follow(({ code }) => code.includes('-e BEARER_TOKEN'));
    assert.match(output, /^curl 7|^curl 8/);
  });
});

interface Engine {
  address: string;
  end(): Promise<void>;
}

/** Without a network and without rights of the system's own docker. */
async function startEngine(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-docker-'));
  const address = `unix://${folder}/engine.sock`;
  const parts = ['data-root', 'exec-root', 'pidfile'].map((name) => `--${name}=${join(folder, name)}`);
  const child = spawn(
    'dockerd',
    ['--storage-driver=vfs', '--iptables=false', '--bridge=none', `--host=${address}`, ...parts],
    { stdio: 'ignore' },
  );
  while (spawnSync('docker', ['info'], { env: { ...process.env, DOCKER_HOST: address } }).status !== 0) {
    assert.ok(isAlive(child), 'dockerd ended; it wants root and control groups');
    await delay(100);
  }
  return {
    address,
    async end() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/** One with nothing but this machine's curl, which it runs. */
function importImage(address: string, name: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-image-'));
  const curl = execFileSync('sh', ['-c', 'command -v curl'], { encoding: 'utf8' }).trim();
  const libraries = execFileSync('ldd', [curl], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const file of [curl, ...libraries]) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    if (existsSync(file)) copyFileSync(file, join(folder, file));
  }
  const tar = execFileSync('tar', ['-C', folder, '-c', '.'], { maxBuffer: 200_000_000 });
  const parameters = ['import', '--change', `ENTRYPOINT ["${curl}"]`, '-', name];
  execFileSync('docker', parameters, { input: tar, env: { ...process.env, DOCKER_HOST: address } });
  rmSync(folder, { recursive: true });
}
