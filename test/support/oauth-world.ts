/** A daemon whose clock a test moves on, and people who sign in by the device flow of a server that nobody tuned for it. */

import assert from 'node:assert/strict';
import type { AccountSummary, SignIn } from '../../daemon/api.ts';
import { type Outcome, runCli } from '../cli/run-cli.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from './daemon.ts';
import { FakeClock } from './fake-clock.ts';
import type { OAuthServer } from './oauth-servers.ts';
import { nextEvent } from './sign-in.ts';

export interface OAuthWorld extends TestDaemon {
  readonly clock: FakeClock;
  /** The real command line on this daemon. */
  cli(...parameters: string[]): Promise<Outcome>;
  /** By the device flow; asserts that it succeeds. */
  signIn(profile: string, secrets?: { client_secret?: string }): Promise<AccountSummary>;
  /** Says no in the browser; resolves with the sign-in once it has ended. */
  deny(profile: string): Promise<SignIn>;
  /** The same where nobody answers. */
  expire(profile: string): Promise<SignIn>;
}

export async function startOAuthWorld(server: OAuthServer): Promise<OAuthWorld> {
  const clock = new FakeClock();
  const test = await startTestDaemon({ clock });
  const { connection, daemon } = test;

  async function answer(profile: string, words: 'yes' | 'no', secrets = {}): Promise<SignIn> {
    const started = await connection.startSignIn({ profile, flow: 'device', ...secrets });
    await server.answerDevice(started.user_code ?? '', words);
    const ended = nextEvent(daemon.services.events, (event) =>
      event.type === 'sign_in' && event.sign_in.state !== 'waiting' ? event.sign_in : undefined,
    );
    await clock.advance((started.interval ?? 0) * 1000);
    return ended;
  }

  return {
    ...test,
    clock,
    cli: (...parameters) => runCli(parameters, { environment: environmentOf(test.home) }),
    async signIn(profile, secrets) {
      const { account, error } = await answer(profile, 'yes', secrets);
      assert.ok(account, error?.detail);
      return account;
    },
    deny: (profile) => answer(profile, 'no'),
    async expire(profile) {
      const { id } = await connection.startSignIn({ profile, flow: 'device' });
      for (;;) {
        const signIn = await connection.signIn(id);
        if (signIn.state !== 'waiting') return signIn;
        await clock.advance(5_000);
      }
    },
  };
}
