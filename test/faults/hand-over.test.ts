import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { EventFeed } from '../../clients/node/events.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { HealthResponse } from '../../daemon/api.ts';
import { bundle } from '../../scripts/build.ts';
import {
  type AuthorizationServer,
  gate,
  holdAnswer,
  startAuthorizationServer,
} from '../support/authorization-server.ts';
import { environmentOf, freshHome, type SpawnedDaemon, spawnTestDaemon, untilGone } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';

/** Programs of a newer and of an older version, bundled like those that are shipped, beside the daemon of the sources. */
describe('a hand-over between versions', function () {
  this.timeout(60_000);
  const builds = freshHome();
  const newer = join(builds, 'newer');
  const older = join(builds, 'older');
  let server: AuthorizationServer;
  let daemon: SpawnedDaemon;
  let detached: number[];

  before(async () => {
    const entries = { daemon: 'daemon/main.ts', caller: 'test/support/callers/health.ts' };
    await bundle({ folder: newer, version: '99.0.0', entries });
    await bundle({ folder: older, version: '0.0.1', entries });
    server = await startAuthorizationServer();
  });

  after(async () => {
    await server.close();
    rmSync(builds, { recursive: true, force: true });
  });

  beforeEach(() => {
    detached = [];
  });

  afterEach(async () => {
    for (const pid of detached) process.kill(pid, 'SIGTERM');
    await Promise.all(detached.map(untilGone));
    await daemon.close();
    rmSync(daemon.home, { recursive: true, force: true });
  });

  it('happens when a newer program calls, and the newer daemon runs from its own copy', async () => {
    await start('keyfile');
    const health = one(await callWith(newer, 1));
    detached.push(health.pid);
    assert.equal(health.version, '99.0.0');
    assert.notEqual(health.pid, daemon.pid);
    assert.equal((await daemon.connection.health()).pid, health.pid, 'who is connected finds the successor');
    const copies = readdirSync(daemon.paths.versions).filter((name) => name.startsWith('99.0.0+'));
    assert.equal(copies.length, 1);
  });

  it('happens once when many newer programs call at once', async () => {
    await start('keyfile');
    const healths = await callWith(newer, 5);
    detached.push(one(healths).pid);
    assert.equal(new Set(healths.map(({ start_id }) => start_id)).size, 1);
    assert.equal(one(healths).version, '99.0.0');
  });

  it('never leads back to an older version', async () => {
    await start('keyfile');
    const health = one(await callWith(older, 1));
    assert.equal(health.pid, daemon.pid);
    assert.equal(existsSync(daemon.paths.versions), false);
  });

  it('is declined by a daemon whose sign-ins are in memory only, and the caller is told', async () => {
    await start('memory');
    await signInByCode(daemon.connection, server);
    const health = one(await callWith(newer, 1, 'memory'));
    assert.equal(health.pid, daemon.pid);
    assert.match(health.notices.join(), /memory only/);
    assert.equal((await daemon.connection.token('lab')).profile, 'lab');
  });

  it('keeps sign-ins, and lets a refresh in flight end first', async () => {
    await start('keyfile');
    await signInByCode(daemon.connection, server);
    const first = await daemon.connection.token('lab');
    const answer = gate();
    server.faults.next('refresh', holdAnswer(answer.opened));
    const rejected = createHash('sha256').update(first.access_token).digest('hex').slice(0, 16);
    const renewed = daemon.connection.token('lab', { rejected });
    await server.log.arrived('refresh');

    const ending = shutdownEvent();
    const handedOver = callWith(newer, 1);
    await ending;
    answer.open();
    const token = await renewed;
    const health = one(await handedOver);
    detached.push(health.pid);

    assert.equal(health.version, '99.0.0');
    assert.notEqual(token.access_token, first.access_token);
    assert.equal((await server.userinfo(token.access_token))?.sub, 'alice');
    // The rotated refresh token was written before the state was let go: the successor does not use an old one.
    const next = await daemon.connection.token('lab');
    assert.equal((await server.userinfo(next.access_token))?.sub, 'alice');
    assert.equal(server.reuses(), 0);
  });

  async function start(store: 'keyfile' | 'memory'): Promise<void> {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    daemon = await spawnTestDaemon({ home: freshHome(), store, profiles: { lab } });
  }

  /** What `count` programs of this build learn that call at once. */
  function callWith(build: string, count: number, store: 'keyfile' | 'memory' = 'keyfile') {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const child = spawn(process.execPath, [join(build, 'caller.mjs')], {
          env: { PATH: process.env.PATH, ...environmentOf(daemon.home, store) },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const exited = once(child, 'exit');
        const output = await text(child.stdout);
        assert.deepEqual((await exited)[0], 0);
        return JSON.parse(output) as HealthResponse & { notices: string[] };
      }),
    );
  }

  /** Resolves once the daemon says that it ends. */
  function shutdownEvent(): Promise<void> {
    return new Promise((resolve) => {
      const feed = new EventFeed({
        find: () => findDaemon(daemon.paths, {}),
        client: 'test',
        onEvent: (event) => {
          if (event.type !== 'shutdown') return;
          feed.close();
          resolve();
        },
      });
    });
  }
});

function one<Item>(list: Item[]): Item {
  assert.ok(list[0]);
  return list[0];
}
