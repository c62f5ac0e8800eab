/**
 * `kill -9` of the daemon, again and again, at every moment of a rotation at a real Keycloak.
 *
 * A kill after Keycloak has rotated and before the successor is on stable storage may lose the grant, and nobody can
 * prevent that. Every other kill must be survived. Keycloak's event log and the state database tell which it was.
 *
 * TOKENWELL_TEST_KILLS says how often; the long tests say 200.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { freshHome, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { grantsOnFile } from '../support/grants-on-file.ts';
import { signInByDevice } from '../support/keycloak/sign-in.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

const kills = Number(process.env.TOKENWELL_TEST_KILLS || 20);

describe(`a daemon that is killed ${kills} times during rotations`, () => {
  let keycloak: Keycloak;
  let daemon: SpawnedDaemon;
  /** Milliseconds from asking for a renewal until after it was served: kills are spread over these. */
  let span: number;
  const home = freshHome();

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
    await start();
    await signInByDevice(daemon.connection, 'lab', keycloak);
    const rejected = digest((await daemon.connection.token('lab')).access_token);
    span = 1.6 * (await timed(daemon.connection.token('lab', { rejected })));
    // A token that came in place of a refused one is not renewed for two seconds; the next daemon's is a plain one.
    await daemon.kill('SIGKILL');
    await start();
  });
  after(async () => {
    await daemon.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('keeps the sign-in wherever a correct order of writes can, and else says "sign in again"', async function () {
    this.timeout(kills * 15_000);
    const fates = { served: 0, survived: 0, lost: 0 };
    for (let kill = 0; kill < kills; kill++) fates[await killOnce(span * spread(kill))]++;
    console.log(
      `      killed after serving: ${fates.served}; before, and survived: ${fates.survived}; lost to nobody's fault: ${fates.lost}`,
    );
    assert.ok(fates.served > 0 && fates.survived > 0, 'the kills did not meet all moments of a rotation');
  });

  async function killOnce(delay: number): Promise<'served' | 'survived' | 'lost'> {
    const rejected = digest((await daemon.connection.token('lab')).access_token);
    const before = grantsOnFile(daemon.paths);
    await keycloak.admin.clearEvents();
    const renewal = timed(daemon.connection.token('lab', { rejected })).catch(() => null);
    await sleep(delay);
    await daemon.kill('SIGKILL');
    const served = await renewal;
    // The machine may be busier or idler than it was: the next kills follow.
    if (served !== null) span = 1.6 * served;
    const rotated = await rotations();
    const written = grantsOnFile(daemon.paths) !== before;
    assert.ok(written || served === null, 'a token was served before the refresh token that came with it was on file');
    assert.ok(rotated || !written, 'the file has a refresh token that Keycloak never gave');

    await start();
    const lost = await signedOut();
    if (!lost) return served === null ? 'survived' : 'served';
    assert.ok(rotated && !written, 'a sign-in was lost although the file had its newest refresh token');
    await signInByDevice(daemon.connection, 'lab', keycloak);
    return 'lost';
  }

  async function start(): Promise<void> {
    const lab = { issuer: keycloak.issuer, client_id: 'automated-access', scope: 'openid offline_access' };
    daemon = await spawnTestDaemon({ home, profiles: { lab } });
  }

  /** false: the account serves one living token. Any other end than a clear "sign in again" fails the test. */
  async function signedOut(): Promise<boolean> {
    try {
      const callers = [1, 2, 3].map(() => daemon.connection.token('lab', { deadline: 20 }));
      const tokens = new Set((await Promise.all(callers)).map((answer) => answer.access_token));
      assert.equal(tokens.size, 1);
      const headers = { authorization: `Bearer ${[...tokens][0]}` };
      const userinfo = await fetch(`${keycloak.issuer}/protocol/openid-connect/userinfo`, { headers });
      assert.equal(userinfo.status, 200);
      assert.equal((await keycloak.admin.refreshes()).refused, 0);
      return false;
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      assert.equal(error.code, 'signed_out', error.message);
      assert.match(error.message, /tokenwell login lab/);
      return true;
    }
  }

  /** Whether Keycloak has rotated since its events were cleared; asked until it has finished what it had begun. */
  async function rotations(): Promise<boolean> {
    for (let last = -1; ; ) {
      const { served } = await keycloak.admin.refreshes();
      if (served === last) return served > 0;
      last = served;
      await sleep(100);
    }
  }
});

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Milliseconds that it took. */
async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

/** In [0, 1): any number of them in a row is spread evenly (the golden ratio's multiples). */
function spread(index: number): number {
  return (index * 0.618_034) % 1;
}
