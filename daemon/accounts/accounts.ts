/**
 * All accounts of this daemon: finds the one that a request means, takes in new sign-ins, and signs out. The way of a
 * token request starts here.
 */

import type { AccountSummary, SignIn, SignOutResponse, TokenResponse, TransferredGrant } from '../api.ts';
import type { Caller, TokenGate } from '../caller.ts';
import { type Clock, within } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { EventStream } from '../events.ts';
import type { Grant } from '../grant.ts';
import { type Log, withFields } from '../log.ts';
import type { Profile } from '../profile.ts';
import type { Provider, SignedIn } from '../providers/provider.ts';
import type { AccountService, ProfileService, SettingsService, StoreService } from '../services.ts';
import type { AccountRecord, AccountStore } from '../store/account-store.ts';
import type { GrantStore } from '../store/grant-store.ts';
import type { TokenRequest, TokenService } from '../token-service.ts';
import { Account } from './account.ts';
import { isSameUser, recordOf } from './account-record.ts';
import { AccountRegistry } from './account-registry.ts';
import { holdGrant, type OnItsWay } from './on-its-way.ts';
import type { RefreshEngine } from './refresh/refresh-engine.ts';
import { describeEnd } from './refresh/refresh-errors.ts';
import { answerAsItIs, withEnd } from './refresh/served-as-it-is.ts';
import { dropReplaced, endGrant } from './sign-out.ts';
import { Deadline } from './tokens/deadline.ts';
import { asTransferred, requireTransferable, takeGrantOut } from './transfer.ts';
import { Upkeeper } from './upkeep/upkeeper.ts';

/** Milliseconds. */
const patienceForFormer = 5_000;

export interface AccountsOptions {
  providers: ReadonlyMap<string, Provider>;
  profiles: Pick<ProfileService, 'find'>;
  settings: Pick<SettingsService, 'get'>;
  grants: GrantStore;
  records: AccountStore;
  store: Pick<StoreService, 'status'>;
  /** Who may have tokens of which account. */
  gate: TokenGate;
  events: EventStream;
  clock: Clock;
  /** In [0, 1); spreads renewals and retries. */
  random: () => number;
  log: Log;
}

export class Accounts implements TokenService, AccountService {
  readonly #options: AccountsOptions;
  readonly #registry = new AccountRegistry();
  readonly #upkeeper: Upkeeper;
  readonly #unsubscribe: () => void;
  /** Profiles by the id of the sign-in that waits for its approval. */
  readonly #signingIn = new Map<string, string>();

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.#upkeeper = new Upkeeper({ ...options, accounts: () => this.#registry.all() });
    for (const record of options.records.list()) this.#load(record);
    this.#unsubscribe = options.events.subscribe((event) => {
      if (event.type === 'store') this.#storeChanged();
      if (event.type === 'sign_in') this.#signInChanged(event.sign_in);
    });
    void this.#resumeCutOff();
    this.#upkeeper.poke();
  }

  lookUp(request: TokenRequest, caller: Caller): TokenResponse | undefined {
    const account = this.#registry.find(request.profile, request.account);
    if (!account || !this.#options.gate.allows(caller, account.id)) return undefined;
    const variant = account.knownVariant(request.scopes, request.resources);
    return variant && account.desk.serve(variant, request);
  }

  async obtain(request: TokenRequest, caller: Caller): Promise<TokenResponse> {
    const deadline = new Deadline(this.#options.clock, request.deadline);
    const account = this.#registry.resolve(request.profile, request.account);
    if (!account) throw this.#nobodySignedIn(request.profile);
    if (!this.#options.gate.allows(caller, account.id)) await this.#askFor(account, caller, deadline);
    return account.desk.obtain(account.variant(request.scopes, request.resources), request, deadline);
  }

  recordOf(id: string): Readonly<AccountRecord> {
    return this.#registry.get(id).record;
  }

  /** For what the daemon does in the person's own name: nobody is asked for a permission. */
  async ownToken(id: string, rejected?: string): Promise<TokenResponse> {
    const account = this.#registry.get(id);
    const deadline = new Deadline(this.#options.clock, undefined);
    return account.desk.obtain(account.base, { minTtl: undefined, rejected }, deadline);
  }

  async readGrant(id: string): Promise<Grant> {
    const account = this.#registry.get(id);
    const stored = await account.engine?.keeper.read();
    if (!stored) throw describeEnd(account.record);
    return stored.grant;
  }

  /** Of all that are signed in on a profile; what cannot be read is left out. */
  async grantsOf(profile: string): Promise<Grant[]> {
    const engines = this.#registry.of(profile).flatMap(({ engine }) => engine ?? []);
    const read = await Promise.all(engines.map(({ keeper }) => keeper.read().catch(() => null)));
    return read.flatMap((stored) => stored?.grant ?? []);
  }

  async admit(id: string, caller: Caller): Promise<void> {
    const account = this.#registry.get(id);
    const { gate, clock } = this.#options;
    if (gate.isWindow(caller) || gate.allows(caller, id)) return;
    await this.#askFor(account, caller, new Deadline(clock, undefined));
  }

  async #askFor({ id, profile, record }: Account, caller: Caller, deadline: Deadline): Promise<void> {
    const question = this.#options.gate.ask(caller, { id, profile, name: record.name });
    await deadline.limit(question.allowed, question.late);
  }

  list(): AccountSummary[] {
    return this.#registry.all().map((account) => account.summary());
  }

  /**
   * Files a finished sign-in. Rejects as the store does, and has kept nothing then. `kept`: nobody signed in; it is a token
   * that the person wants served beside their sign-in.
   */
  async adopt(profile: Profile, signedIn: SignedIn, { kept = false } = {}): Promise<AccountSummary> {
    const receivedAt = this.#options.clock.now();
    const grant = await this.#options.grants.create(withEnd(signedIn, receivedAt));
    const known = this.#registry.of(profile.name).find(({ record }) => isSameUser(record, signedIn));
    const fresh = recordOf(profile, grant, signedIn.accountName, receivedAt.wall, known?.record);
    const record = kept ? { ...fresh, kept } : fresh;
    try {
      this.#options.records.save(record);
    } catch (error) {
      await this.#options.grants.delete(grant.id);
      throw error;
    }
    const account = known ?? this.#add(record);
    const replaced = known?.signInAgain(record);
    const asItIs = grant.kind === 'access_token' ? answerAsItIs(grant, receivedAt) : null;
    account.received(grant, asItIs ?? signedIn.answer, receivedAt);
    if (replaced) await this.#drop(replaced, account);
    return account.summary();
  }

  /** Whoever signs in hears what lives on of the sign-in before, unless that takes long: a refresh of it may hang. */
  async #drop(replaced: RefreshEngine, account: Account): Promise<void> {
    const { clock, log } = this.#options;
    const { record } = account;
    const { busy } = replaced;
    account.leaveBehind(null);
    const dropped = dropReplaced(replaced, this.#provider(record.provider), record, clock, log).then((left) =>
      account.leaveBehind(left),
    );
    if (!busy) await within(clock, patienceForFormer, dropped);
  }

  async signOut(id: string): Promise<SignOutResponse> {
    const account = this.#registry.get(id);
    const { record } = account;
    const provider = this.#provider(record.provider);
    const { clock, log } = this.#options;
    const issued = [...account.tokens.all()].map(({ accessToken }) => accessToken);
    const result = await endGrant(account.signOut(null), { provider, record, issued }, clock, log);
    // Signed in anew while the server was told: the account lives on, with another grant.
    if (account.signedIn) return { account: id, ...result };
    this.#forget(account);
    return { account: id, ...result };
  }

  async transfer(id: string): Promise<TransferredGrant> {
    const account = this.#registry.get(id);
    requireTransferable(await this.readGrant(id));
    const { access_token: accessToken } = await this.ownToken(id);
    return asTransferred(id, await this.#giveAway(account), accessToken);
  }

  async keptPassword(id: string): Promise<string | null> {
    const grant = await this.readGrant(id);
    return this.#provider(grant.provider).keptPassword?.(grant) ?? null;
  }

  holdGrant(id: string): Promise<OnItsWay> {
    return holdGrant(this.#registry.get(id));
  }

  /**
   * Lets go of a grant that lives on elsewhere: it is deleted here, and not revoked. false: it is another one by now, and
   * stays.
   */
  async release(id: string, refreshToken: string): Promise<boolean> {
    const account = this.#registry.get(id);
    await account.engine?.idle();
    if ((await this.readGrant(id)).refreshToken !== refreshToken) return false;
    await this.#giveAway(account);
    return true;
  }

  async #giveAway(account: Account): Promise<Grant> {
    const grant = await takeGrantOut(account);
    this.#forget(account);
    this.#options.log.info({ account: account.id, profile: account.profile }, 'a grant was given away');
    return grant;
  }

  #forget(account: Account): void {
    const { id, profile } = account;
    this.#registry.remove(account);
    this.#options.records.remove(id);
    this.#options.events.emit({ type: 'account_removed', account: id, profile });
  }

  windowsConnected(count: number): void {
    this.#upkeeper.windowsConnected(count);
  }

  /** Whether the daemon has a reason to stay although nobody calls. */
  isNeeded(): boolean {
    return this.#upkeeper.isNeeded();
  }

  /** Finishes the refreshes under way and writes down what is kept in memory. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#upkeeper.stop();
    await Promise.all(this.#registry.all().map(({ engine }) => engine?.finish()));
    for (const account of this.#registry.all()) account.saveUse();
  }

  /** A newer version may know more kinds of server than this one; its accounts wait for it. */
  #load(record: AccountRecord): void {
    if (this.#options.providers.has(record.provider)) this.#add(record);
    else
      this.#options.log.error({ account: record.id, provider: record.provider }, 'an account of an unknown provider');
  }

  #add(record: AccountRecord): Account {
    const account = new Account({
      ...this.#options,
      record,
      provider: this.#provider(record.provider),
      save: (changed) => this.#save(changed),
      storeLocked: () => this.#storeLocked,
      signingIn: () => this.#isSigningIn(record.profile),
      changed: () => this.#tell(account),
      renewed: () => {
        const { id, profile, token_expires_at } = account.summary();
        this.#options.events.emit({ type: 'token_renewed', account: id, profile, expires_at: token_expires_at });
        this.#tell(account);
      },
      landed: () => this.#upkeeper.poke(),
      inUse: () => this.#upkeeper.poke(),
      log: withFields(this.#options.log, { account: record.id, profile: record.profile }),
    });
    this.#registry.add(account);
    return account;
  }

  #tell(account: Account): void {
    this.#options.events.emit({ type: 'account', account: account.summary() });
    this.#upkeeper.poke();
  }

  #save(record: AccountRecord): void {
    try {
      this.#options.records.save(record);
    } catch (error) {
      const code = error instanceof TokenwellError ? error.code : 'unknown';
      this.#options.log.error({ account: record.id, code }, 'the state of an account could not be written');
    }
  }

  get #storeLocked(): boolean {
    return this.#options.store.status().state === 'locked';
  }

  #storeChanged(): void {
    for (const account of this.#registry.all()) this.#tell(account);
    void this.#resumeCutOff();
  }

  /** Somebody is on the way back in, so that a window need not ask for it. */
  #signInChanged({ id, profile, state }: SignIn): void {
    if (state === 'waiting') this.#signingIn.set(id, profile);
    else this.#signingIn.delete(id);
    for (const account of this.#registry.of(profile)) if (!account.signedIn) this.#tell(account);
  }

  #isSigningIn(profile: string): boolean {
    return [...this.#signingIn.values()].includes(profile);
  }

  /** Refreshes that were cut off with the last daemon are repeated at once: servers' grace windows are seconds. */
  async #resumeCutOff(): Promise<void> {
    if (this.#storeLocked) return;
    for (const { engine, base } of this.#registry.all()) {
      const stored = await engine?.keeper.read().catch(() => null);
      if (stored?.intent) engine?.request(base, { urgent: false, afterRejection: false });
    }
  }

  #nobodySignedIn(profile: string): TokenwellError {
    // Throws profile_not_found where the name itself is wrong.
    this.#options.profiles.find(profile);
    const detail = `Nobody is signed in on ${profile}: click the key in VS Code, or run \`tokenwell login ${profile}\`.`;
    return new TokenwellError('signed_out', detail);
  }

  #provider(name: string): Provider {
    const provider = this.#options.providers.get(name);
    if (!provider) throw new TokenwellError('internal_error', `There is no provider called ${name}.`);
    return provider;
  }
}
