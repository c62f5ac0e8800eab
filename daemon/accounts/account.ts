/**
 * One account while the daemon runs: its record, its tokens in memory, and the engine that renews them.
 *
 * States: signed_in ⇄ retrying → signed_out. What moves it: a renewal that succeeded, one that failed for now, and the
 * one answer that ends it.
 */

import type { AccountSummary } from '../api.ts';
import type { Clock, Instant } from '../clock.ts';
import type { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { Log } from '../log.ts';
import type { Provider, TokenAnswer } from '../providers/provider.ts';
import type { AccountRecord, LastError } from '../store/account-store.ts';
import type { GrantStore } from '../store/grant-store.ts';
import { summarise } from './account-summary.ts';
import { advanceGrantEnd } from './refresh/grant-end.ts';
import { RefreshEngine } from './refresh/refresh-engine.ts';
import { describeEnd } from './refresh/refresh-errors.ts';
import type { LeftAlive } from './sign-out.ts';
import { type CachedToken, TokenCache } from './tokens/token-cache.ts';
import { TokenDesk } from './tokens/token-desk.ts';
import { baseVariant, requestedVariant, type Variant } from './tokens/variant.ts';

export interface AccountOptions {
  record: AccountRecord;
  provider: Provider;
  grants: GrantStore;
  save: (record: AccountRecord) => void;
  storeLocked: () => boolean;
  /** A sign-in on this profile waits for its approval. */
  signingIn: () => boolean;
  /** Something that others may see has changed. */
  changed: () => void;
  /** A token came in. */
  renewed: () => void;
  /** No refresh is under way any more, so the next one can be planned. */
  landed: () => void;
  /** A token that nobody had used for a while is in use again, so its renewal must be planned. */
  inUse: () => void;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  log: Log;
}

export class Account {
  readonly #options: AccountOptions;
  readonly tokens: TokenCache;
  /** Where callers get tokens. */
  readonly desk: TokenDesk;
  #record: AccountRecord;
  #base: Variant;
  #engine: RefreshEngine | null;
  #refreshedAt: Instant | null = null;
  /** What lives on of the sign-in before this one. */
  #former: LeftAlive = null;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#record = options.record;
    this.tokens = new TokenCache(options.clock);
    this.desk = new TokenDesk({
      tokens: this.tokens,
      engine: () => this.#engine,
      record: () => this.#record,
      inUse: options.inUse,
      header: options.provider.tokenHeader,
      clock: options.clock,
    });
    this.#base = baseVariant(options.record);
    this.#engine = this.#startEngine();
  }

  get id(): string {
    return this.#record.id;
  }

  get profile(): string {
    return this.#record.profile;
  }

  get record(): Readonly<AccountRecord> {
    return this.#record;
  }

  get signedIn(): boolean {
    return this.#engine !== null;
  }

  /** null once it is signed out. */
  get engine(): RefreshEngine | null {
    return this.#engine;
  }

  /** What a caller gets who asks for nothing special. */
  get base(): Variant {
    return this.#base;
  }

  get storeLocked(): boolean {
    return this.#options.storeLocked();
  }

  get signingIn(): boolean {
    return this.#options.signingIn();
  }

  /** Last served to anybody since the daemon started. */
  get usedAt(): Instant | null {
    return this.desk.usedAt;
  }

  /** Last renewed since the daemon started. */
  get refreshedAt(): Instant | null {
    return this.#refreshedAt;
  }

  is(idOrName: string): boolean {
    return this.#record.id === idOrName || this.#record.name === idOrName;
  }

  /** The variant that a caller asked for, where there may be a token of it; never throws. */
  knownVariant(scopes: string[] | undefined, resources: string[] | undefined): Variant | undefined {
    try {
      return this.variant(scopes, resources);
    } catch {
      return undefined;
    }
  }

  /** Throws `scope_not_granted`. */
  variant(scopes: string[] | undefined, resources: string[] | undefined): Variant {
    return scopes || resources ? requestedVariant(this.#base, scopes, resources) : this.#base;
  }

  /** A token that came with a sign-in. `sentAt`: when it was asked for. */
  received(grant: Grant, answer: TokenAnswer, sentAt: Instant): void {
    this.#engine?.learn(grant);
    this.#accept(this.#base, answer, sentAt, false);
  }

  /** The same user signed in anew: the account goes on with another grant. Returns the engine of the old one. */
  signInAgain(record: AccountRecord): RefreshEngine | null {
    const before = this.#engine;
    this.#record = record;
    this.#base = baseVariant(record);
    this.tokens.clear();
    this.#engine = this.#startEngine();
    return before;
  }

  get former(): LeftAlive {
    return this.#former;
  }

  /** It is known by now what became of the sign-in before. */
  leaveBehind(former: LeftAlive): void {
    this.#former = former;
    if (former) this.#options.changed();
  }

  /**
   * Signed out from now on. Returns the engine, whose grant is still in the store and may still be renewed by a refresh
   * that is under way: revoking and deleting it is the caller's.
   */
  signOut(lastError: LastError | null): RefreshEngine | null {
    const engine = this.#engine;
    this.#engine = null;
    this.tokens.clear();
    const at = this.#options.clock.now().wall;
    this.#update({ state: 'signed_out', grantId: null, lastError: lastError && { ...lastError, at } });
    this.#options.changed();
    return engine;
  }

  /** `mayBeElsewhere`: as in its record, and lasting. */
  note({ mayBeElsewhere, trouble }: { mayBeElsewhere: boolean; trouble?: TokenwellError }): void {
    const at = this.#options.clock.now().wall;
    this.#update({
      mayBeElsewhere,
      ...(trouble && { lastError: { code: trouble.code, detail: trouble.message, at } }),
    });
    this.#options.changed();
  }

  summary(): AccountSummary {
    return summarise(this, this.#options.clock);
  }

  /** Writes down when it was last used, which is otherwise done at renewals only. */
  saveUse(): void {
    if (this.usedAt && this.#record.lastUsedAt !== this.usedAt.wall) this.#update({});
  }

  #startEngine(): RefreshEngine | null {
    const { grantId } = this.#record;
    if (!grantId) return null;
    const engine: RefreshEngine = new RefreshEngine({
      ...this.#options,
      grantId,
      renewed: (flight, answer, sentAt) => {
        // Signed out, or in with another grant, while the request was under way.
        if (this.#engine !== engine) throw describeEnd(this.#record);
        return this.#accept(flight.variant, answer, sentAt, flight.afterRejection);
      },
      ended: async (reason) => {
        const error = describeEnd(this.#record, reason);
        if (this.#engine !== engine) return error;
        await this.signOut({ code: error.code, detail: error.message, reason })?.keeper.delete();
        return error;
      },
      failed: (error) => {
        if (this.#engine !== engine) return;
        const at = this.#options.clock.now().wall;
        this.#update({ lastError: { code: error.code, detail: error.message, at } });
        this.#options.changed();
      },
      changed: this.#options.changed,
      landed: this.#options.landed,
    });
    return engine;
  }

  #accept(variant: Variant, answer: TokenAnswer, sentAt: Instant, afterRejection: boolean): CachedToken {
    const token = this.tokens.put(variant, { answer, sentAt, afterRejection, jitter: this.#options.random() });
    if (this.#engine?.renewLate) this.tokens.dropAllBut(token);
    this.#refreshedAt = sentAt;
    const grantEnd = advanceGrantEnd(this.#record, sentAt.wall, answer.refreshExpiresIn);
    this.#update({ ...grantEnd, mayBeElsewhere: false, lastError: null });
    this.#options.renewed();
    return token;
  }

  #update(change: Partial<AccountRecord>): void {
    this.#record = { ...this.#record, ...change, lastUsedAt: this.usedAt?.wall ?? this.#record.lastUsedAt };
    this.#options.save(this.#record);
  }
}
