/** One dead authorization server delays no other: a Keycloak that is stopped with SIGSTOP, and a second server beside it. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { signInByDevice } from '../support/keycloak/sign-in.ts';
import { type Keycloak, keycloakStartLimit, sharedKeycloak } from '../support/keycloak.ts';

describe('while the server of account A is frozen', () => {
  let keycloak: Keycloak;
  let other: AuthorizationServer;
  let daemon: SpawnedDaemon;

  before(async function () {
    this.timeout(keycloakStartLimit);
    [keycloak, other] = await Promise.all([sharedKeycloak(), startAuthorizationServer()]);
    const scope = 'openid offline_access';
    daemon = await spawnTestDaemon({
      profiles: {
        a: { issuer: keycloak.issuer, client_id: 'automated-access', scope },
        b: { issuer: other.issuer, client_id: other.clientId, scope },
      },
    });
    await signInByDevice(daemon.connection, 'a', keycloak);
    await signInByDevice(daemon.connection, 'b', {
      approve: (address) => other.approve(new URL(address).searchParams.get('user_code') ?? ''),
    });
  });
  beforeEach(() => keycloak.process.signal('SIGSTOP'));
  afterEach(() => keycloak.process.signal('SIGCONT'));
  after(async () => {
    await daemon.close();
    await other.close();
  });

  it("serves B's callers, renewals too, before A's caller is told which hop does not answer", async () => {
    const order: string[] = [];
    const a = renew('a', 4).then(
      () => assert.fail('a frozen server gave a token'),
      (error: unknown) => {
        order.push('a');
        return error;
      },
    );
    for (let call = 0; call < 100; call++) await daemon.connection.token('b');
    await renew('b', 4);
    order.push('b');
    const error = await a;
    assert.deepEqual(order, ['b', 'a']);
    assert.ok(error instanceof DaemonError, String(error));
    assert.equal(error.code, 'deadline_exceeded');
    assert.match(error.message, /token endpoint of 127\.0\.0\.1/);
  });

  it("goes on serving A's token that is still alive", async () => {
    assert.ok((await daemon.connection.token('a')).access_token);
  });

  it('has a token for callers that have waited, once its server is back', async () => {
    // A scope that nobody asked for yet, so that it takes a refresh.
    const waiting = daemon.connection.token('a', { scope: 'openid email', deadline: 20 });
    keycloak.process.signal('SIGCONT');
    assert.ok((await waiting).access_token);
  });

  /** `deadline`: seconds that the caller waits at most. */
  async function renew(profile: string, deadline: number) {
    const { access_token } = await daemon.connection.token(profile);
    const rejected = createHash('sha256').update(access_token).digest('hex');
    return daemon.connection.token(profile, { rejected, deadline });
  }
});
