/** A stage for sign-ins: a fake clock, a provider that answers as the test says, and everything that was told. */

import type { AccountSummary, SignIn, StoreStatus } from '../../../daemon/api.ts';
import { EventStream } from '../../../daemon/events.ts';
import { silentLog } from '../../../daemon/log.ts';
import { ProviderFailure } from '../../../daemon/providers/failure.ts';
import type { DevicePoll, Provider, SignedIn } from '../../../daemon/providers/provider.ts';
import { type SignInDependencies, SignIns } from '../../../daemon/sign-in/sign-ins.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { grantFor, profileFor } from '../providers/oidc/cast.ts';

const { id: _, ...draft } = grantFor('https://auth.example.org');

export const signedIn: SignedIn = {
  accountName: 'alice',
  grant: draft,
  answer: {
    accessToken: 'canary-access',
    tokenType: 'Bearer',
    expiresIn: 300,
    scopes: null,
    refreshToken: 'canary-refresh',
    refreshExpiresIn: null,
  },
};

export const approved: DevicePoll = { outcome: 'signed_in', signedIn };
export const pending: DevicePoll = { outcome: 'pending' };
export const slowDown: DevicePoll = { outcome: 'slow_down' };

export const cut = () =>
  new ProviderFailure('The connection was cut.', { kind: 'answer_lost', hop: 'token endpoint of auth.example.org' });

export const account = { id: 'account-1', profile: 'lab', name: 'alice' } as AccountSummary;

/** `never`: until the request is given up. */
type Answer = DevicePoll | Error | Promise<DevicePoll> | 'never';

export class Stage {
  readonly clock = new FakeClock();
  readonly events = new EventStream();
  /** States of sign-ins, as they were told. */
  readonly told: SignIn[] = [];
  /** Seconds since the start at which each poll was sent. */
  readonly polls: number[] = [];
  readonly adopted: SignedIn[] = [];
  readonly revoked: string[] = [];
  readonly signals: AbortSignal[] = [];
  /** What polls are answered with, in their order; then `pending`. */
  answers: Answer[] = [];
  /** What the server told at the start. */
  device = {
    userCode: 'ABCD-EFGH',
    verificationUri: 'https://auth.example.org/device',
    verificationUriComplete: 'https://auth.example.org/device?user_code=ABCD-EFGH' as string | null,
    expiresIn: 600,
    interval: 5,
  };
  storeReady = async () => {};
  adopt: (signedIn: SignedIn) => Promise<AccountSummary> = async () => account;
  readonly #start = this.clock.now().monotonic;

  readonly provider: Provider = {
    name: 'oidc',
    environmentPresets: [],
    capabilities: () => Promise.reject(new Error('not asked')),
    grantTraits: () => ({ narrowing: 'unknown', refreshRevokesPrevious: false }),
    refresh: () => Promise.reject(new Error('not asked')),
    revoke: async (grant) => {
      this.revoked.push(grant.refreshToken);
      return { outcome: 'revoked' };
    },
    startDevice: async () => ({ ...this.device, poll: (signal) => this.#poll(signal) }),
  };

  readonly dependencies: SignInDependencies = {
    providers: new Map([['oidc', this.provider]]),
    profiles: { find: (name) => profileFor('https://auth.example.org', { name }) },
    accounts: {
      adopt: (_profile, given) => {
        this.adopted.push(given);
        return this.adopt(given);
      },
      grantsOf: async () => [],
    },
    store: { ready: () => this.storeReady() },
    events: this.events,
    clock: this.clock,
    log: silentLog,
  };

  readonly signIns = new SignIns(this.dependencies);

  constructor() {
    this.events.subscribe((event) => event.type === 'sign_in' && this.told.push(event.sign_in));
  }

  get states(): string[] {
    return this.told.map(({ state }) => state);
  }

  seconds(count: number): Promise<void> {
    return this.clock.advance(count * 1000);
  }

  async #poll(signal: AbortSignal): Promise<DevicePoll> {
    this.polls.push((this.clock.now().monotonic - this.#start) / 1000);
    this.signals.push(signal);
    const answer = this.answers.shift() ?? pending;
    if (answer instanceof Error) throw answer;
    if (answer === 'never') return new Promise((_, reject) => signal.addEventListener('abort', () => reject(cut())));
    return answer;
  }
}
