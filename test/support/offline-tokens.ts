/** An account that makes offline tokens, at an authorization server and a daemon of its own. */

import assert from 'node:assert/strict';
import type { CreatedLongLivedToken, OneTimeValue, SignIn } from '../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts';
import { startTestDaemon, type TestDaemon } from './daemon.ts';
import { FakeClock } from './fake-clock.ts';
import { nextEvent, signIn } from './sign-in.ts';

export class OfflineTokens {
  readonly clock: FakeClock;
  readonly server: AuthorizationServer;
  readonly daemon: TestDaemon;
  /** Id of alice's account on `lab`. */
  readonly account: string;

  private constructor(clock: FakeClock, server: AuthorizationServer, daemon: TestDaemon, account: string) {
    this.clock = clock;
    this.server = server;
    this.daemon = daemon;
    this.account = account;
  }

  static async start(): Promise<OfflineTokens> {
    const clock = new FakeClock(Date.now());
    const server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access read' };
    const daemon = await startTestDaemon({ clock, profiles: { lab } });
    return new OfflineTokens(clock, server, daemon, (await signIn(daemon, server, { clock })).id);
  }

  begin(description = 'nightly job'): Promise<CreatedLongLivedToken> {
    const values = { description, scope: 'openid read' };
    return this.daemon.connection.createLongLivedToken(this.account, { kind: 'offline_token', values });
  }

  /** Resolves with how its sign-in ended. */
  async approve({ sign_in: started }: CreatedLongLivedToken, as = 'alice'): Promise<SignIn> {
    assert.ok(started);
    await this.server.approve(started.user_code ?? '', { as });
    const ended = nextEvent(this.daemon.daemon.services.events, (event) =>
      event.type === 'sign_in' && event.sign_in.id === started.id && event.sign_in.state !== 'waiting'
        ? event.sign_in
        : undefined,
    );
    await this.clock.advance((started.interval ?? 5) * 1000);
    return ended;
  }

  async create(description?: string): Promise<{ id: string; value: OneTimeValue }> {
    const { created } = await this.approve(await this.begin(description));
    assert.ok(created);
    return { id: created.token.id, value: created.one_time_value };
  }

  async close(): Promise<void> {
    await this.daemon.close();
    await this.server.close();
  }
}
