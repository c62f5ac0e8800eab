/** A daemon with profiles for a stand-in of AWX, and people who sign in there. */

import assert from 'node:assert/strict';
import type { AccountSummary, ProfileDefinitionInput, SignIn, SignInCreation } from '../../../daemon/api.ts';
import { type AwxServer, passwords } from '../awx.ts';
import { startTestDaemon, type TestDaemon } from '../daemon.ts';
import { nextEvent } from '../sign-in.ts';

export interface AwxWorld extends TestDaemon {
  /** Resolves with the sign-in once it has ended. */
  end(started: SignIn): Promise<SignIn>;
  /** By the password flow of this profile. */
  signIn(as: keyof typeof passwords, profile?: string): Promise<AccountSummary>;
  start(creation: SignInCreation): Promise<AccountSummary>;
  /** The one-time value's parts by name. */
  show(value: { id: string } | null): Promise<Record<string, string>>;
}

/** For `assert.rejects`. */
export function refusedWith(code: string, words = /./) {
  return (error: unknown) => {
    const { code: found, message } = error as { code?: string; message: string };
    assert.deepEqual([found, words.test(message) ? '' : message], [code, '']);
    return true;
  };
}

/** Profiles: `awx` makes a personal access token, `reader` one that only reads, the others use applications. */
export function profilesFor(issuer: string): Record<string, ProfileDefinitionInput> {
  const awx = { provider: 'awx', issuer, client_id: 'none', scope: 'write' };
  return {
    awx,
    reader: { ...awx, scope: 'read' },
    scripts: { ...awx, client_id: 'scripts', scope: 'read write' },
    'reading-scripts': { ...awx, client_id: 'scripts', scope: 'read' },
    portal: { ...awx, client_id: 'portal', scope: 'write', token_endpoint_auth_method: 'client_secret_basic' },
  };
}

export async function startAwxWorld({ address }: Pick<AwxServer, 'address'>): Promise<AwxWorld> {
  const test = await startTestDaemon({ profiles: profilesFor(address) });
  const { connection, daemon } = test;

  async function end(started: SignIn): Promise<SignIn> {
    if (started.state !== 'waiting') return started;
    const ended = nextEvent(daemon.services.events, (event) =>
      event.type === 'sign_in' && event.sign_in.id === started.id && event.sign_in.state !== 'waiting'
        ? event.sign_in
        : undefined,
    );
    // It may have ended before anybody listened.
    const now = await connection.signIn(started.id);
    return now.state === 'waiting' ? ended : now;
  }

  async function start(creation: SignInCreation): Promise<AccountSummary> {
    const { account, state, error } = await end(await connection.startSignIn(creation));
    if (!account) throw new Error(`The sign-in ended as ${state}: ${error?.detail}`);
    return account;
  }

  return {
    ...test,
    end,
    start,
    signIn: (as, profile = 'awx') => start({ profile, flow: 'password', username: as, password: passwords[as] }),
    async show(value) {
      if (!value) throw new Error('There is no value to show.');
      const { parts } = await connection.showOneTimeValue(value.id);
      return Object.fromEntries(parts.map((part) => [part.name, part.value]));
    },
  };
}

/** As callers name a token that an API refused. */
export async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex');
}
