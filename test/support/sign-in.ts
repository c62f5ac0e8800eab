/** Signs a person in, as a window or the CLI would, with the server's real pages. */

import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary, Event, SignIn } from '../../daemon/api.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import type { TestDaemon } from './daemon.ts';
import type { FakeClock } from './fake-clock.ts';

/** By the device flow. `clock`: the daemon's, where it is a fake one; it is moved on to the next poll. */
export async function signIn(
  { connection, daemon }: TestDaemon,
  server: AuthorizationServer,
  { profile = 'lab', as = 'alice', clock }: { profile?: string; as?: string; clock?: FakeClock } = {},
): Promise<AccountSummary> {
  const started = await connection.startSignIn({ profile, flow: 'device' });
  await server.approve(started.user_code ?? '', { as });
  const ended = nextEvent(daemon.services.events, (event) => endOf(event, started.id));
  await clock?.advance((started.interval ?? 5) * 1000);
  const { account, state, error } = await ended;
  if (!account) throw new Error(`The sign-in ended as ${state}: ${error?.detail}`);
  return account;
}

/** Resolves with what `pick` makes of the first event that it does not answer with undefined. */
export function nextEvent<Picked>(
  events: { subscribe(listener: (event: Event) => void): () => void },
  pick: (event: Event) => Picked | undefined,
): Promise<Picked> {
  return new Promise((resolve) => {
    const unsubscribe = events.subscribe((event) => {
      const picked = pick(event);
      if (picked === undefined) return;
      unsubscribe();
      resolve(picked);
    });
  });
}

/** For `nextEvent`: how this sign-in ended. */
export function endOf(event: Event, id: string): SignIn | undefined {
  if (event.type !== 'sign_in' || event.sign_in.id !== id) return undefined;
  return event.sign_in.state === 'waiting' ? undefined : event.sign_in;
}

/** By the code flow, for daemons in another process: nothing has to be waited for. */
export async function signInByCode(
  connection: Connection,
  server: Pick<AuthorizationServer, 'authorize'>,
  { profile = 'lab', as = 'alice' }: { profile?: string; as?: string } = {},
): Promise<AccountSummary> {
  const started = await connection.startSignIn({ profile, flow: 'code', redirect_uri: 'http://127.0.0.1/callback' });
  const callback = await server.authorize(started.authorization_uri ?? '', { as });
  const { account, state, error } = await connection.redeemSignIn(started.id, { callback_url: callback.href });
  if (!account) throw new Error(`The sign-in ended as ${state}: ${error?.detail}`);
  return account;
}
