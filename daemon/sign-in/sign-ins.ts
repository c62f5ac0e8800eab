/**
 * Sign-ins: started by a window or the CLI, carried to their end by the daemon, told to everybody by `sign_in` events.
 * The way of each: a provider starts it, the person approves in a browser, the provider fetches the grant, and
 * `accounts.adopt` files it.
 */

import type { AccountSummary, Capabilities, ServerDiscovery, SignIn, SignInCreation, SignInFlow } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { EventStream } from '../events.ts';
import type { Grant } from '../grant.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile.ts';
import type { Provider, SignedIn, SignInSecrets } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { ProfileService, SignInService, StoreService } from '../services.ts';
import { describeCapabilities } from './capabilities.ts';
import { requireSeenIssuer } from './seen-issuer.ts';
import { searchServer } from './server-search.ts';
import { type Ending, startFlow } from './sign-in-flows.ts';
import { type Outcome, type Purpose, SignInRecord } from './sign-in-record.ts';

export interface SignInDependencies {
  providers: ReadonlyMap<string, Provider>;
  profiles: Pick<ProfileService, 'find'>;
  accounts: {
    adopt(profile: Profile, signedIn: SignedIn): Promise<AccountSummary>;
    /** What the accounts of a profile hold. */
    grantsOf(profile: string): Promise<Grant[]>;
  };
  /** Asked before a person is sent to a browser for a grant that could not be filed. */
  store: Pick<StoreService, 'ready'>;
  events: EventStream;
  clock: Clock;
  log: Log;
}

interface Wish {
  profile: Profile;
  flow: SignInFlow;
  redirectUri: string | undefined;
  secrets: SignInSecrets;
  purpose: Purpose;
}

/** Sign-ins that wait at a time. */
const mostWaiting = 16;
/** Milliseconds that an ended one stays readable. */
const readableAfterEnd = 10 * 60_000;
/** Milliseconds that a server may take to start one, and to redeem a code. */
const longestRequest = 30_000;

export class SignIns implements SignInService {
  readonly #dependencies: SignInDependencies;
  readonly #records = new Map<string, SignInRecord>();
  /** Being started: they count as waiting. */
  #starting = 0;

  constructor(dependencies: SignInDependencies) {
    this.#dependencies = dependencies;
  }

  async start(creation: SignInCreation): Promise<SignIn> {
    this.#dropOld();
    const profile = this.#dependencies.profiles.find(creation.profile, creation.workspace);
    requireSeenIssuer(profile, creation);
    return this.#start({
      ...{ profile, flow: creation.flow ?? 'device', redirectUri: creation.redirect_uri },
      secrets: secretsOf(creation),
      purpose: this.#forAccount,
    });
  }

  /** A sign-in whose grant is not filed as an account: `conclude` takes it, and where that rejects it is revoked. */
  startFor({
    conclude,
    ...wish
  }: Omit<Wish, 'purpose'> & {
    conclude(signedIn: SignedIn): Promise<NonNullable<SignIn['created']>>;
  }): Promise<SignIn> {
    this.#dropOld();
    const purpose: Purpose = {
      name: 'long_lived_token',
      conclude: async (_profile, signedIn) => ({ account: null, created: await conclude(signedIn) }),
    };
    return this.#start({ ...wish, purpose });
  }

  async #start(wish: Wish): Promise<SignIn> {
    const provider = this.#providerOf(wish.profile);
    requireUseOfPassword(wish, provider);
    this.#requireRoom();
    this.#starting += 1;
    try {
      // A sign-in that could not be kept would be worth nothing to the person who approved it.
      await this.#dependencies.store.ready();
      return await this.#begin(wish, provider);
    } catch (error) {
      throw toProviderError(error, 'the sign-in', this.#dependencies.log);
    } finally {
      this.#starting -= 1;
    }
  }

  async capabilities(name: string, workspace?: string): Promise<Capabilities> {
    const profile = this.#dependencies.profiles.find(name, workspace);
    const provider = this.#providerOf(profile);
    try {
      const told = await this.#withDeadline((signal) => provider.capabilities(profile, signal));
      return describeCapabilities(told, provider);
    } catch (error) {
      throw toProviderError(error, 'the sign-in', this.#dependencies.log);
    }
  }

  async discover(address: string, kind: string): Promise<ServerDiscovery> {
    const provider = this.#providerOf({ name: 'new', file: 'this request', provider: kind });
    try {
      return await this.#withDeadline((signal) => searchServer(address, provider, signal));
    } catch (error) {
      throw toProviderError(error, 'the sign-in', this.#dependencies.log);
    }
  }

  get(id: string): SignIn {
    return this.#find(id).toSignIn();
  }

  list(): SignIn[] {
    this.#dropOld();
    return [...this.#records.values()].map((record) => record.toSignIn());
  }

  async cancel(id: string): Promise<SignIn> {
    const record = this.#find(id);
    // The grant is here already; to stop now would leave it alive at the server and known to nobody.
    if (record.finishing) await record.finishing;
    if (record.waiting) this.#end(record, { state: 'cancelled' });
    return record.toSignIn();
  }

  async redeem(id: string, callbackUrl: string): Promise<SignIn> {
    const record = this.#find(id);
    if (record.finishing) await record.finishing;
    if (!record.waiting) return record.toSignIn();
    const code = record.process?.code;
    if (!code) throw new TokenwellError('bad_request', 'This sign-in waits for no redirect: it is not a code flow.');
    const callback = URL.parse(callbackUrl);
    if (!callback) throw new TokenwellError('bad_request', 'The callback URL is not an address.');
    let stray: TokenwellError | undefined;
    await this.#finish(record, async () => {
      try {
        return await this.#withDeadline((signal) => code.redeem(callback, signal));
      } catch (error) {
        if (error instanceof TokenwellError && error.code === 'bad_request') stray = error;
        throw error;
      }
    });
    if (stray) throw stray;
    return record.toSignIn();
  }

  /** The daemon ends: nothing polls any more. Resolves once grants that are here already have been filed. */
  async close(): Promise<void> {
    await Promise.all([...this.#records.keys()].map((id) => this.cancel(id)));
  }

  async #begin({ profile, flow, purpose, ...given }: Wish, provider: Provider): Promise<SignIn> {
    const { clock, accounts } = this.#dependencies;
    const earlier = flow === 'password' ? await accounts.grantsOf(profile.name) : [];
    const started = await this.#withDeadline((signal) =>
      startFlow(flow, { profile, provider, earlier, ...given, signal }),
    );
    const { prompt } = started;
    const record = new SignInRecord({ profile, flow, purpose, prompt, startedAt: clock.now(), clock });
    this.#records.set(record.id, record);
    const ending: Ending = {
      clock,
      record,
      changed: () => this.#tell(record),
      troubled: (error) =>
        record.trouble(error === null ? null : toProviderError(error, 'the sign-in', this.#dependencies.log)),
      succeeded: (signedIn) => this.#finish(record, async () => signedIn),
      unwanted: (signedIn) => this.#revokeUnfiled(record, signedIn),
      failed: (error) => this.#fail(record, error),
    };
    record.process = started.proceed(ending);
    this.#tell(record);
    if (record.finishing) await record.finishing;
    return record.toSignIn();
  }

  /** Fetches the grant and files it. A `bad_request` leaves the sign-in waiting: the callback was not meant for it. */
  async #finish(record: SignInRecord, fetchGrant: () => Promise<SignedIn>): Promise<void> {
    const finish = async () => {
      try {
        const signedIn = await fetchGrant();
        this.#end(record, { state: 'signed_in', ...(await this.#conclude(record, signedIn)) });
      } catch (error) {
        if (error instanceof TokenwellError && error.code === 'bad_request') return;
        this.#fail(record, error);
      } finally {
        record.finishing = null;
      }
    };
    record.finishing = finish();
    await record.finishing;
  }

  readonly #forAccount: Purpose = {
    name: 'account',
    conclude: async (profile, signedIn) => ({
      account: await this.#dependencies.accounts.adopt(profile, signedIn),
      created: null,
    }),
  };

  async #conclude(record: SignInRecord, signedIn: SignedIn): Promise<Outcome> {
    try {
      return await record.purpose.conclude(record.profile, signedIn);
    } catch (error) {
      // A pasted token is still in the person's hands: it is not ours to end.
      if (record.flow !== 'paste') this.#revokeUnfiled(record, signedIn);
      throw error;
    }
  }

  /** A grant that is filed nowhere should not live on at the server. Nobody waits for this, and it may fail. */
  #revokeUnfiled({ profile }: SignInRecord, { grant }: SignedIn): void {
    const provider = this.#dependencies.providers.get(profile.provider);
    this.#withDeadline(async (signal) => provider?.revoke({ ...grant, id: 'unfiled' }, signal)).catch(() => {
      this.#dependencies.log.warn({ profile: profile.name }, 'a grant that was not filed could not be revoked');
    });
  }

  #fail(record: SignInRecord, thrown: unknown): void {
    if (!record.waiting) return;
    const error = toProviderError(thrown, 'the sign-in', this.#dependencies.log);
    this.#end(record, { state: stateAfter(error), error });
  }

  #end(record: SignInRecord, end: Parameters<SignInRecord['end']>[0]): void {
    record.end(end);
    const code = 'error' in end ? end.error.code : undefined;
    this.#dependencies.log.info({ profile: record.profile.name, flow: record.flow, code }, `sign-in ${end.state}`);
    this.#tell(record);
  }

  #tell(record: SignInRecord): void {
    this.#dependencies.events.emit({ type: 'sign_in', sign_in: record.toSignIn() });
  }

  async #withDeadline<Result>(request: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const late = new AbortController();
    const cancelTimer = this.#dependencies.clock.after(longestRequest, () => late.abort());
    try {
      return await request(late.signal);
    } finally {
      cancelTimer();
    }
  }

  #providerOf(profile: Pick<Profile, 'name' | 'file' | 'provider'>): Provider {
    const provider = this.#dependencies.providers.get(profile.provider);
    if (provider) return provider;
    const known = [...this.#dependencies.providers.keys()].join(', ');
    throw new TokenwellError(
      'configuration_broken',
      `Profile ${profile.name} (${profile.file}) names the provider ${profile.provider}; there are: ${known}.`,
    );
  }

  #requireRoom(): void {
    const waiting = [...this.#records.values()].filter((record) => record.waiting).length;
    if (waiting + this.#starting < mostWaiting) return;
    throw new TokenwellError('too_many_sign_ins', `${mostWaiting} sign-ins are waiting to be approved already.`);
  }

  #find(id: string): SignInRecord {
    this.#dropOld();
    const record = this.#records.get(id);
    if (record) return record;
    throw new TokenwellError('sign_in_not_found', 'There is no sign-in with this id; ended ones are kept ten minutes.');
  }

  #dropOld(): void {
    for (const [id, record] of this.#records) if (record.age >= readableAfterEnd) this.#records.delete(id);
  }
}

function stateAfter({ code }: TokenwellError): 'denied' | 'expired' | 'failed' {
  if (code === 'sign_in_denied') return 'denied';
  return code === 'sign_in_expired' ? 'expired' : 'failed';
}

/** A password is kept for one purpose only. */
function requireUseOfPassword({ flow, secrets, profile }: Wish, { mayKeepPassword }: Provider): void {
  if (!secrets.keepPassword || (mayKeepPassword && flow === 'password')) return;
  throw new TokenwellError(
    'bad_request',
    `A sign-in on ${profile.name} is renewed without the password, so it is not kept. Nothing was sent; sign in without asking for that.`,
  );
}

function secretsOf(creation: SignInCreation): SignInSecrets {
  const { client_secret: clientSecret, username, password, refresh_token: refreshToken } = creation;
  const { keep_password: keepPassword } = creation;
  return {
    ...(clientSecret !== undefined && { clientSecret }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(keepPassword && { keepPassword }),
  };
}
