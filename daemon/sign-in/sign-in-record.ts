/** One sign-in, from its start to ten minutes after its end. Holds nothing that is secret once it has ended. */

import { randomBytes } from 'node:crypto';
import { isSafeAddress } from '../address.ts';
import type { AccountSummary, SignIn, SignInFlow } from '../api.ts';
import { type Clock, elapsedSince, type Instant } from '../clock.ts';
import type { TokenwellError } from '../errors.ts';
import type { Profile } from '../profile.ts';
import type { CodeAuthorization, SignedIn } from '../providers/provider.ts';

/** What the person is shown. */
export interface SignInPrompt {
  userCode?: string;
  verificationUri?: string;
  verificationUriComplete?: string | null;
  authorizationUri?: string;
  /** Seconds; null where nobody is waited for. */
  expiresIn: number | null;
  /** Seconds. */
  interval?: number;
}

/** What a waiting sign-in needs to come to its end; dropped with it. */
export interface SignInProcess {
  code?: CodeAuthorization;
  /** Ends polling, timers and requests. */
  stop(): void;
}

/** What a sign-in is for: who takes the grant in, and what comes of it. */
export interface Purpose {
  name: SignIn['purpose'];
  conclude(profile: Profile, signedIn: SignedIn): Promise<Outcome>;
}

export interface Outcome {
  account: AccountSummary | null;
  created: SignIn['created'];
}

type End =
  | ({ state: 'signed_in' } & Outcome)
  | { state: 'denied' | 'expired' | 'failed'; error: TokenwellError }
  | { state: 'cancelled' };

export class SignInRecord {
  readonly id = randomBytes(16).toString('base64url');
  readonly profile: Profile;
  readonly flow: SignInFlow;
  readonly purpose: Purpose;
  readonly startedAt: Instant;
  readonly #clock: Clock;
  readonly #prompt: SignInPrompt;
  #interval: number | null;
  #trouble: TokenwellError | null = null;
  #end: End | null = null;
  #endedAt: Instant | null = null;
  /** Present while it waits. */
  process: SignInProcess | null = null;
  /** Present once the person has approved and the grant is being fetched and filed: then it cannot be cancelled. */
  finishing: Promise<void> | null = null;

  constructor(options: {
    profile: Profile;
    flow: SignInFlow;
    purpose: Purpose;
    prompt: SignInPrompt;
    startedAt: Instant;
    clock: Clock;
  }) {
    this.profile = options.profile;
    this.flow = options.flow;
    this.purpose = options.purpose;
    this.startedAt = options.startedAt;
    this.#clock = options.clock;
    this.#prompt = options.prompt;
    this.#interval = options.prompt.interval ?? null;
  }

  get waiting(): boolean {
    return this.#end === null;
  }

  slowDown(interval: number): void {
    this.#interval = interval;
  }

  /** The last request failed, and the next may not; null: it is over. */
  trouble(error: TokenwellError | null): void {
    this.#trouble = error;
  }

  end(end: End): void {
    this.#end = end;
    this.#endedAt = this.#clock.now();
    this.process?.stop();
    this.process = null;
  }

  /** Milliseconds since it ended; 0 while it waits. */
  get age(): number {
    return this.#endedAt ? elapsedSince(this.#clock, this.#endedAt) : 0;
  }

  /** As clients see it, at this moment. */
  toSignIn(): SignIn {
    const { userCode, verificationUri, verificationUriComplete, authorizationUri, expiresIn } = this.#prompt;
    const end = this.#end;
    const error = end && 'error' in end ? end.error : end ? null : this.#trouble;
    const addresses = [verificationUri, verificationUriComplete, authorizationUri].filter(
      (address) => typeof address === 'string',
    );
    const life = end ? 0 : (expiresIn ?? 0);
    const remaining = life - elapsedSince(this.#clock, this.startedAt) / 1000;
    return {
      id: this.id,
      profile: this.profile.name,
      flow: this.flow,
      state: end?.state ?? 'waiting',
      host: URL.parse(this.profile.issuer)?.host ?? '',
      user_code: userCode ?? null,
      verification_uri: verificationUri ?? null,
      verification_uri_complete: verificationUriComplete ?? null,
      authorization_uri: authorizationUri ?? null,
      verification_host_differs:
        hostOf(verificationUri) !== null && hostOf(verificationUri) !== hostOf(this.profile.issuer),
      may_open: addresses.length > 0 && addresses.every(isSafeAddress),
      expires_at: expiresIn === null ? null : Math.floor(this.startedAt.wall / 1000 + expiresIn),
      expires_in: expiresIn === null ? null : Math.max(0, Math.floor(remaining)),
      interval: this.#interval,
      purpose: this.purpose.name,
      account: end?.state === 'signed_in' ? end.account : null,
      created: end?.state === 'signed_in' ? end.created : null,
      error: error && { code: error.code, detail: error.message },
    };
  }
}

function hostOf(address: string | undefined): string | null {
  return address === undefined ? null : (URL.parse(address)?.host ?? null);
}
