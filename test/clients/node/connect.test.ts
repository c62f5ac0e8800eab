import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../../../clients/node/connect.ts';
import type { Connection } from '../../../clients/node/connection.ts';
import { DaemonUnreachable } from '../../../clients/node/daemon-error.ts';
import { DaemonStartError, startDaemon } from '../../../clients/node/start-daemon.ts';
import { findPaths } from '../../../daemon/paths.ts';
import { environmentOf, freshHome, untilGone } from '../../support/daemon.ts';

describe('reaching the daemon', () => {
  let home: string;
  let environment: Record<string, string>;

  beforeEach(() => {
    home = freshHome();
    environment = {
      ...environmentOf(home),
      PATH: process.env.PATH ?? '',
      HTTPS_PROXY: 'http://proxy.example.org:3128',
    };
  });

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('starts one daemon for all who come at once, detached and with what it needs of their environment', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => connect({ client: 'test', environment })));
    const [first] = all;
    assert.ok(first);
    const healths = await Promise.all(all.map((connection) => connection.health()));
    assert.equal(new Set(healths.map(({ start_id }) => start_id)).size, 1);
    assert.notEqual(healths[0]?.pid, process.pid);
    assert.equal(healths[0]?.store.kind, 'keyfile');
    const again = await connect({ client: 'test', environment, start: false });
    assert.equal((await again.health()).start_id, healths[0]?.start_id);
    await stop(first);
  });

  it('does not start one where that is not wanted', async () => {
    await assert.rejects(
      connect({ client: 'test', environment, start: false }),
      (error) => error instanceof DaemonUnreachable && error.reason === 'not_running',
    );
  });

  it('says in words why the daemon does not start', async () => {
    const store = { ...environment, TOKENWELL_STORE: 'nonsense' };
    await assert.rejects(connect({ client: 'test', environment: store }), hasFailed('refused', /TOKENWELL_STORE/));
    const paths = findPaths(environment);
    const bundle = join(home, 'dist');
    await assert.rejects(startDaemon({ paths, environment, bundle }), hasFailed('program_missing', /install/));
  });

  it('makes the folder of the state with those above it, and says so where that cannot be', async () => {
    const deep = { ...environment, TOKENWELL_HOME: join(home, 'a/b/c') };
    const connection = await connect({ client: 'test', environment: deep });
    assert.equal((await connection.health()).store.kind, 'keyfile');
    await stop(connection);

    writeFileSync(join(home, 'file'), '');
    // As an automounter does for a home that it does not know, /proc says ENOENT to whatever one makes in it.
    for (const [place, code] of [
      ['/proc/nobody/tokenwell', 'ENOENT'],
      [join(home, 'file/tokenwell'), 'ENOTDIR'],
    ] as const) {
      const nowhere = { ...environment, TOKENWELL_HOME: place };
      const words = new RegExp(`${place}.*cannot be made \\(${code}\\).*TOKENWELL_HOME`);
      await assert.rejects(connect({ client: 'test', environment: nowhere }), hasFailed('state_unusable', words));
    }
  });

  it('says so when the daemon ends without a word, or never becomes ready', async () => {
    const paths = findPaths(environment);
    writeFileSync(join(home, 'daemon.mjs'), 'console.error("canary"); process.exit(7)');
    await assert.rejects(
      startDaemon({ paths, environment, bundle: home }),
      hasFailed('ended_early', /exit code 7.*last words: canary/s),
    );
    writeFileSync(join(home, 'daemon.mjs'), 'setInterval(() => {}, 1000)');
    await assert.rejects(
      startDaemon({ paths, environment, bundle: home, deadline: 200 }),
      hasFailed('not_ready', /did not become ready/),
    );
  });

  /** Ends the daemon and waits for its last sign of life, so that its folder can be removed. */
  async function stop(connection: Connection): Promise<void> {
    const { pid } = await connection.health();
    await connection.shutDown();
    await untilGone(pid);
  }
});

function hasFailed(reason: string, words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof DaemonStartError, String(error));
    assert.equal(error.reason, reason);
    assert.match(error.message, words);
    return true;
  };
}
