/** Long-lived tokens at a real Keycloak with rotation: made, tried and revoked beside the account's own sign-in. */

import assert from 'node:assert/strict';
import type { CreatedLongLivedToken } from '../../daemon/api.ts';
import { type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByDevice } from '../support/keycloak/sign-in.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('an offline token at Keycloak', () => {
  let keycloak: Keycloak;
  let daemon: SpawnedDaemon;
  let account: string;

  before(async function () {
    this.timeout(keycloakStartLimit);
    keycloak = await sharedKeycloak();
    const lab = { issuer: keycloak.issuer, client_id: 'automated-access', scope: 'openid offline_access' };
    daemon = await spawnTestDaemon({ profiles: { lab } });
    account = (await signInByDevice(daemon.connection, 'lab', keycloak)).id;
  });
  after(() => daemon.close());

  async function make(description: string): Promise<{ id: string; value: string }> {
    const { connection } = daemon;
    const { sign_in: started }: CreatedLongLivedToken = await connection.createLongLivedToken(account, {
      ...{ kind: 'offline_token', values: { description } },
      ...{ flow: 'code', redirect_uri: 'http://127.0.0.1/callback' },
    });
    const callback = await keycloak.authorize(started?.authorization_uri ?? '');
    const { created, error } = await connection.redeemSignIn(started?.id ?? '', { callback_url: callback.href });
    assert.ok(created, error?.detail);
    const { parts } = await connection.showOneTimeValue(created.one_time_value.id);
    return { id: created.token.id, value: parts[0]?.value ?? '' };
  }

  it('is revoked by its value, and leaves the sign-in of the account alone', async () => {
    const { connection } = daemon;
    const { id, value } = await make('nightly');
    const wrong = connection.revokeLongLivedToken(account, id, { value: `${value}x` });
    await assert.rejects(wrong, { code: 'token_not_found' });
    const { revocation } = await connection.revokeLongLivedToken(account, id, { value });
    assert.equal(revocation, 'revoked');
    const { works } = await connection.testLongLivedToken(account, 'this-sign-in');
    assert.equal(works, true);
  });

  it('is tried, which replaces its value', async () => {
    const { connection } = daemon;
    const { id, value } = await make('weekly');
    const trial = await connection.testLongLivedToken(account, id, { value });
    assert.deepEqual([trial.works, trial.as], [true, 'alice']);
    assert.ok(trial.one_time_value);
    const { parts } = await connection.showOneTimeValue(trial.one_time_value.id);
    const next = parts[0]?.value ?? '';
    assert.equal((await connection.revokeLongLivedToken(account, id, { value: next })).revocation, 'revoked');
    assert.equal((await connection.testLongLivedToken(account, 'this-sign-in')).works, true);
  });
});
