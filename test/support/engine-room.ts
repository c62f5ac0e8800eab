/** The accounts and their refresh engine between a fake clock, the model of a server, and a store that fails as told. */

import { randomUUID } from 'node:crypto';
import { Accounts } from '../../daemon/accounts/accounts.ts';
import { type Event, type Settings, settings } from '../../daemon/api.ts';
import { outsider, type TokenGate } from '../../daemon/caller.ts';
import type { Clock } from '../../daemon/clock.ts';
import { TokenwellError } from '../../daemon/errors.ts';
import { EventStream } from '../../daemon/events.ts';
import type { Grant } from '../../daemon/grant.ts';
import { silentLog } from '../../daemon/log.ts';
import type { Profile } from '../../daemon/profile.ts';
import type { AccountRecord } from '../../daemon/store/account-store.ts';
import type { GrantStore, StoredGrant } from '../../daemon/store/grant-store.ts';
import type { TokenRequest } from '../../daemon/token-service.ts';
import { FakeClock } from './fake-clock.ts';
import { ModelServer, type ModelServerOptions, modelIssuer } from './model-server.ts';

/** A disk that keeps what it was given across restarts of the daemon, and can be slow, broken or locked. */
export class ModelDisk implements GrantStore {
  readonly grants = new Map<string, StoredGrant>();
  readonly records = new Map<string, AccountRecord>();
  /** Every refresh token that was ever acknowledged as written, in order. */
  readonly written: string[] = [];
  failure: TokenwellError | null = null;
  locked = false;
  /** While set, writes wait for it. */
  gate: Promise<void> | null = null;

  async create(draft: Omit<Grant, 'id'>): Promise<Grant> {
    await this.#write();
    const grant = { ...draft, id: randomUUID() };
    this.grants.set(grant.id, { grant, generation: 0, intent: null });
    return grant;
  }

  async read(id: string): Promise<StoredGrant | null> {
    if (this.locked) throw new TokenwellError('store_locked', 'The store is locked.');
    const stored = this.grants.get(id);
    return stored ? structuredClone(stored) : null;
  }

  async recordIntent(id: string, intent: { startedAt: number }): Promise<void> {
    await this.#write();
    const stored = this.grants.get(id);
    if (stored) stored.intent = intent;
  }

  async clearIntent(id: string): Promise<void> {
    await this.#write();
    const stored = this.grants.get(id);
    if (stored) stored.intent = null;
  }

  async replace(id: string, grant: Grant, expectedGeneration: number): Promise<number | null> {
    await this.#write();
    const stored = this.grants.get(id);
    if (stored?.generation !== expectedGeneration) return null;
    this.grants.set(id, { grant: structuredClone(grant), generation: expectedGeneration + 1, intent: null });
    this.written.push(grant.refreshToken);
    return expectedGeneration + 1;
  }

  async delete(id: string): Promise<void> {
    this.grants.delete(id);
  }

  readonly recordStore = {
    list: () => [...this.records.values()],
    save: (record: AccountRecord) => void this.records.set(record.id, structuredClone(record)),
    remove: (id: string) => void this.records.delete(id),
  };

  async #write(): Promise<void> {
    if (this.gate) await this.gate;
    if (this.locked) throw new TokenwellError('store_locked', 'The store is locked.');
    if (this.failure) throw this.failure;
  }
}

export const diskFull = new TokenwellError('store_unavailable', 'The disk is full.');

/** Everybody may have tokens. */
const openGate: TokenGate = {
  allows: () => true,
  isWindow: () => false,
  ask() {
    throw new Error('nobody had to be asked');
  },
};

export interface EngineRoomOptions extends Partial<Omit<ModelServerOptions, 'now'>> {
  settings?: Partial<Settings>;
  random?: () => number;
}

export class EngineRoom {
  readonly clock = new FakeClock();
  readonly disk = new ModelDisk();
  readonly server: ModelServer;
  /** In force at once when changed, as the settings of a daemon are. */
  readonly settings: Settings;
  readonly #options: EngineRoomOptions;
  /** True time: what `advance` and `suspend` add up to. */
  #elapsed = 0;
  #life = { over: false };
  events: Event[] = [];
  stream = new EventStream();
  accounts: Accounts;

  constructor(options: EngineRoomOptions = {}) {
    this.#options = options;
    this.settings = settings.parse(options.settings ?? {});
    this.server = new ModelServer({ ...options, now: () => this.#elapsed });
    this.accounts = this.#start();
  }

  get trueTime(): number {
    return this.#elapsed;
  }

  async signIn(user = 'alice', profile = 'lab', scopes?: string[]): Promise<string> {
    return (await this.accounts.adopt(profileNamed(profile), this.server.signIn(user, scopes))).id;
  }

  token(wish: Partial<TokenRequest> = {}) {
    return this.accounts.obtain(request(wish), outsider);
  }

  lookUp(wish: Partial<TokenRequest> = {}) {
    return this.accounts.lookUp(request(wish), outsider);
  }

  /** The only account. */
  get account() {
    const [first] = this.accounts.list();
    if (!first) throw new Error('there is no account');
    return first;
  }

  async advance(seconds: number): Promise<void> {
    // In steps, so that the server's true time keeps pace with timers that fire on the way.
    for (let left = seconds * 1000; left > 0; ) {
      const step = Math.min(left, 500, Math.max(1, this.clock.pending[0] ?? left));
      this.#elapsed += step;
      await this.clock.advance(step);
      left -= step;
    }
  }

  /** Fast for long spans in which exact order does not matter. */
  async leap(seconds: number): Promise<void> {
    this.#elapsed += seconds * 1000;
    await this.clock.advance(seconds * 1000);
  }

  suspend(seconds: number): void {
    this.#elapsed += seconds * 1000;
    this.clock.suspend(seconds * 1000);
  }

  /** The daemon dies without a word, and another starts on the same disk. */
  crash(): void {
    this.#life.over = true;
    this.disk.gate = null;
    this.server.disconnect();
    this.accounts = this.#start();
  }

  lock(locked: boolean): void {
    this.disk.locked = locked;
    this.stream.emit({ type: 'store', store: this.#storeStatus() });
  }

  #start(): Accounts {
    const life = { over: false };
    this.#life = life;
    this.stream = new EventStream();
    this.stream.subscribe((event) => this.events.push(event));
    return new Accounts({
      providers: new Map([['model', this.server]]),
      profiles: { find: profileNamed },
      settings: { get: () => this.settings },
      grants: mortal(this.disk, life),
      records: mortal(this.disk.recordStore, life),
      store: { status: () => this.#storeStatus() },
      gate: openGate,
      events: this.stream,
      clock: mortalClock(this.clock, life),
      random: this.#options.random ?? (() => 0.5),
      log: silentLog,
    });
  }

  #storeStatus() {
    const state = this.disk.locked ? ('locked' as const) : ('open' as const);
    return { kind: 'memory' as const, state, reason: null, detail: '', sealed: false };
  }
}

interface Life {
  over: boolean;
}

/** What a dead process calls is never carried out, and nobody is there to see it return. */
function mortal<Store extends object>(store: Store, life: Life): Store {
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) => (life.over ? new Promise(() => {}) : member.apply(target, parameters));
    },
  });
}

function mortalClock(clock: FakeClock, life: Life): Clock {
  return {
    now: () => clock.now(),
    after: (delay, callback) => clock.after(delay, () => life.over || callback()),
  };
}

function request(wish: Partial<TokenRequest>): TokenRequest {
  const nothing = {
    account: undefined,
    scopes: undefined,
    resources: undefined,
    minTtl: undefined,
    rejected: undefined,
    deadline: undefined,
  };
  return { profile: 'lab', ...nothing, ...wish };
}

export function profileNamed(name: string): Profile {
  if (name === 'nowhere') throw new TokenwellError('profile_not_found', 'There is no profile called nowhere.');
  return {
    name,
    origin: 'user',
    file: 'config.json',
    provider: 'model',
    issuer: modelIssuer,
    clientId: 'tokenwell-test',
    scopes: ['openid', 'profile', 'email', 'data'],
    resources: [],
    clientAuthenticationMethod: 'none',
    privateKeyFile: null,
    privateKeyAlgorithm: null,
    privateKeyId: null,
    certificateFile: null,
    endpoints: null,
    caFile: null,
    proxy: null,
    tokenFile: false,
    registries: [],
    narrowing: null,
  };
}
