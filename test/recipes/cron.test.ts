/** The recipe for cron, with the real cron in a corner of its own: nobody's crontab is touched. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readRecipe, servedBy } from '../support/recipes.ts';
import { type RecipeWorld, startRecipeWorld } from './recipe-world.ts';

const bin = join(import.meta.dirname, '../../bin');

describe('the recipe for cron', () => {
  let world: RecipeWorld;

  afterEach(() => world.end());

  it('calls an API at the appointed time, without a session', async () => {
    world = await startRecipeWorld();
    const [crontab] = readRecipe('cron.md').blocks.filter(({ language }) => language === 'crontab');
    // Every minute in place of once a night; the daemon of this test; the folder of the command; the profile there is.
    const lines = servedBy(world.api.url)(crontab?.code ?? '')
      .replace('17 3 * * *', '* * * * *')
      .replace('/usr/local/bin', bin)
      .replace('nightly ', 'lab ');
    const tables = join(world.daemon.home, 'crontabs');
    mkdirSync(tables);
    const table = join(tables, userInfo().username);
    writeFileSync(table, `TOKENWELL_HOME=${world.daemon.home}\n${lines}`, { mode: 0o600 });
    // In a mount namespace of its own the table stands where cron looks.
    const place = '/var/spool/cron/crontabs';
    const child = spawn(
      'unshare',
      ['--mount', 'sh', '-c', `mount --bind "$0" ${place} && mount -t tmpfs tmpfs /run && exec cron -f`, tables],
      {
        env: { PATH: process.env.PATH },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const closed = once(child, 'close');
    while (world.api.served.length === 0) {
      assert.equal(child.exitCode, null, 'cron ended; it wants root');
      await delay(200);
    }
    assert.deepEqual(world.api.served, ['/nightly']);
    child.kill();
    await closed;
  });
});
