/** One refresh: a thousand callers in eight processes, and one request in Keycloak's own event log. */

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Crowd, gatherCallers } from '../support/callers.ts';
import { environmentOf, freshHome, type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByDevice } from '../support/keycloak/sign-in.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

const profile = { issuer: '', client_id: 'client-tools', scope: 'openid offline_access' };
/** Seconds. */
const shortLife = 5;

describe('a thousand callers over eight processes', () => {
  let keycloak: Keycloak;
  let crowd: Crowd;
  let daemon: SpawnedDaemon;
  const home = freshHome();

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
    const environment = environmentOf(home);
    crowd = await gatherCallers({ processes: 8, callersEach: 125, profile: 'lab', environment });
  });
  beforeEach(async () => {
    daemon = await spawnTestDaemon({ home, profiles: { lab: { ...profile, issuer: keycloak.issuer } } });
  });
  afterEach(() => daemon.close());
  after(() => {
    crowd.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('cost Keycloak one refresh when the token expired while the machine slept', async () => {
    await keycloak.admin.setAccessTokenLife('client-tools', shortLife);
    await signInByDevice(daemon.connection, 'lab', keycloak);
    // Stopped like a machine that sleeps, so that the daemon cannot renew ahead of the expiry.
    daemon.process.kill('SIGSTOP');
    await sleep(shortLife * 1000 + 500);
    await keycloak.admin.setAccessTokenLife('client-tools', 300);
    await keycloak.admin.clearEvents();
    daemon.process.kill('SIGCONT');
    await assertOneRefresh();
  });

  it('cost Keycloak one refresh when the daemon has just been started', async () => {
    await keycloak.admin.clearEvents();
    await assertOneRefresh();
  });

  it('cost Keycloak nothing while the token lives', async () => {
    await daemon.connection.token('lab');
    await keycloak.admin.clearEvents();
    assertOneToken(await crowd.call());
    assert.deepEqual(await keycloak.admin.refreshes(), { served: 0, refused: 0 });
  });

  async function assertOneRefresh(): Promise<void> {
    assertOneToken(await crowd.call());
    assert.deepEqual(await keycloak.admin.refreshes(), { served: 1, refused: 0 });
  }
});

function assertOneToken(outcomes: Awaited<ReturnType<Crowd['call']>>): void {
  assert.equal(outcomes.length, 1000);
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
  assert.deepEqual([...new Set(errors)], [], `${errors.length} callers met an error`);
  assert.equal(new Set(outcomes.map((outcome) => 'token' in outcome && outcome.token)).size, 1);
}
