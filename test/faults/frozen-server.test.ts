/** One dead authorization server delays no other: all are processes, and one of them is stopped with SIGSTOP. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { EventFeed } from '../../clients/node/events.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { AccountSummary, Event } from '../../daemon/api.ts';
import { type SpawnedDaemon, spawnTestDaemon } from '../support/daemon.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { signInByCode } from '../support/sign-in.ts';

describe('while the process of one authorization server is stopped', () => {
  let serverA: ServerProcess;
  let serverB: ServerProcess;
  let daemon: SpawnedDaemon;
  let accountA: AccountSummary;

  beforeEach(async () => {
    [serverA, serverB] = await Promise.all([startServerProcess(), startServerProcess()]);
    const profileAt = ({ issuer, clientId }: ServerProcess) => {
      return { issuer, client_id: clientId, scope: 'openid offline_access' };
    };
    daemon = await spawnTestDaemon({ profiles: { a: profileAt(serverA), b: profileAt(serverB) } });
    accountA = await signInByCode(daemon.connection, serverA, { profile: 'a' });
    await signInByCode(daemon.connection, serverB, { profile: 'b' });
    serverA.freeze();
  });
  afterEach(async () => {
    await Promise.all([serverA.close(), serverB.close()]);
    await daemon.close();
  });

  it("serves B's callers and renews B's token before A's caller is told anything", async () => {
    let toldA = false;
    const hanging = renew('a', 5).catch((error: unknown) => {
      toldA = true;
      return error;
    });
    for (let call = 0; call < 100; call++) await daemon.connection.token('b');
    const { access_token: renewed } = await renew('b', 4);
    for (let call = 0; call < 100; call++) assert.equal((await daemon.connection.token('b')).access_token, renewed);
    assert.equal(toldA, false);
    assert.equal(await serverB.refreshes(serverB.clientId), 1);
    assert.ok((await hanging) instanceof DaemonError);
  });

  it("tells each of A's callers, at its own deadline, which hop does not answer", async () => {
    const order: number[] = [];
    const told = [3, 1, 2].map(async (deadline) => {
      const error = await renew('a', deadline).catch((reason: unknown) => reason);
      order.push(deadline);
      assert.ok(error instanceof DaemonError, String(error));
      const { code, extensions } = error;
      const hop = `the token endpoint of ${new URL(serverA.issuer).host}`;
      assert.deepEqual({ code, hop: extensions.hop }, { code: 'deadline_exceeded', hop });
      assert.ok(error.detail.includes(hop), error.detail);
    });
    await Promise.all(told);
    assert.deepEqual(order, [1, 2, 3]);
  });

  it("goes on serving A's token that is still alive", async () => {
    assert.equal((await daemon.connection.token('a')).account, accountA.id);
  });

  it('has a new token for A once the server is back, although nobody asks any more', async () => {
    const { access_token: before } = await daemon.connection.token('a');
    await assert.rejects(renew('a', 1), { code: 'deadline_exceeded' });
    const events = await follow((event) => event.type === 'token_renewed' && event.account === accountA.id);
    serverA.thaw();
    await events.matched;
    assert.notEqual((await daemon.connection.token('a')).access_token, before);
    const { accounts } = await daemon.connection.accounts();
    assert.equal(accounts.find(({ id }) => id === accountA.id)?.state, 'signed_in');
    assert.equal(await serverA.refreshes(serverA.clientId), 1);
  });

  /** Asks for another token than the current one, as after a 401. `deadline`: seconds that the caller waits at most. */
  async function renew(profile: string, deadline: number) {
    const { access_token } = await daemon.connection.token(profile);
    const rejected = createHash('sha256').update(access_token).digest('hex');
    return daemon.connection.token(profile, { rejected, deadline });
  }

  /** Resolves once the daemon's events come in; `matched` is the first one that matches. */
  async function follow(matches: (event: Event) => boolean): Promise<{ matched: Promise<void> }> {
    const connected = Promise.withResolvers<void>();
    const matched = Promise.withResolvers<void>();
    const feed = new EventFeed({
      find: () => findDaemon(daemon.paths, {}),
      client: 'test',
      onEvent(event) {
        if (event.type === 'hello') connected.resolve();
        if (matches(event)) matched.resolve();
      },
    });
    await connected.promise;
    return { matched: matched.promise.finally(() => feed.close()) };
  }
});
