/**
 * The secret store as a whole: open once the data key is at hand, locked until then, and always able to say why.
 *
 * A failed try is repeated when somebody needs a grant or offers something new (`retry`); attempts.ts sees to how often.
 */

import type {
  Event,
  StoreKeyRemoval,
  StoreKind,
  StoreMigration,
  StoreMigrationResponse,
  StoreStatus,
  StoreUnlock,
} from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { Attempts } from './attempts.ts';
import { type DataKey, type DataKeySource, keyCheck, type Locked } from './data-key/source.ts';
import type { KeyMove } from './key-move.ts';
import type { Meta } from './meta.ts';

export interface SecretStoreParts {
  /** Where the key is kept at first. */
  source: DataKeySource;
  keyMove: Pick<KeyMove, 'move' | 'takeAwayUnused'>;
  meta: Meta;
  /** Grants on file. */
  countGrants: () => number;
  events: { emit(event: Event): void };
  clock: Clock;
  log: Log;
}

export class SecretStore {
  #source: DataKeySource;
  readonly #parts: SecretStoreParts;
  readonly #closed = new AbortController();
  #key: DataKey | null = null;
  /** What the database said last. */
  #sealed = false;
  #locked: Locked = { reason: 'opening', detail: 'The key of the store is being fetched. Try again in a moment.' };
  readonly #attempts: Attempts;
  #unlocking: Promise<unknown> = Promise.resolve();

  /** Starts the first try at once. */
  constructor(parts: SecretStoreParts) {
    this.#source = parts.source;
    this.#parts = parts;
    this.#attempts = new Attempts({
      attempt: (signal) => this.#fetch(signal),
      areWanted: () => !this.#key && !this.#closed.signal.aborted,
      hasNews: () => this.#source.hasNews?.() ?? false,
      clock: parts.clock,
    });
    this.retry();
  }

  get kind(): StoreKind {
    return this.#source.kind;
  }

  status(): StoreStatus {
    const sealed = this.#seemsSealed();
    const name = this.#keyName();
    const common = { kind: this.kind, sealed, ...(name !== undefined && { key_name: name }) };
    if (this.#key) return { ...common, state: 'open', reason: null, detail: 'The store is open.' };
    return { ...common, state: 'locked', ...this.#locked };
  }

  /** Asked at each look at the accounts: a database that cannot be read at the moment must not end the daemon. */
  #seemsSealed(): boolean {
    try {
      this.#sealed = this.#isSealed();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the state database could not be read');
    }
    return this.#sealed;
  }

  /** Asked as often as the above. */
  #keyName(): string | undefined {
    try {
      return this.#source.keyName?.();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the state database could not be read');
      return undefined;
    }
  }

  /** Rejects with `store_locked`, and the reason in words. */
  async dataKey(): Promise<DataKey> {
    if (this.#key) return this.#key;
    this.retry();
    await this.#attempts.settled();
    if (this.#key) return this.#key;
    throw new TokenwellError('store_locked', this.#locked.detail);
  }

  isCurrent(key: DataKey): boolean {
    return this.#key === key;
  }

  /** Resolves once the store is open; rejects with `store_locked` after a short wait. */
  async ready(): Promise<void> {
    await this.dataKey();
  }

  /**
   * Tries again to get the key, unless it is there, a try is under way, or the last one was a moment ago. Where there is
   * somewhere else to ask now (a window offered another address), it does so at once.
   */
  retry(): void {
    this.#attempts.begin();
  }

  /** Rejects with `store_locked` where what was offered is wrong. A kind that takes nothing just tries again. */
  async unlock(offer: StoreUnlock): Promise<StoreStatus> {
    return this.#inTurn(() => this.#unlock(offer));
  }

  /** Rejects with `store_in_use` while something is sealed with it. Who signs in after this gets a new key. */
  async removeKey(): Promise<StoreKeyRemoval> {
    return this.#inTurn(() => this.#removeKey());
  }

  /** Rejects with `store_not_movable`, or `store_locked` on either side; nothing is changed then. */
  async migrate(wish: StoreMigration): Promise<StoreMigrationResponse> {
    return this.#inTurn(() => this.#migrate(wish));
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#unlocking.then(work);
    this.#unlocking = result.catch(() => {});
    return result;
  }

  async #migrate(wish: StoreMigration): Promise<StoreMigrationResponse> {
    const from = { kind: this.kind, key: await this.dataKey() };
    const moved = (source: DataKeySource, key: DataKey) => {
      this.#source = source;
      this.#key = key;
    };
    const removal = await this.#parts.keyMove.move(from, wish, { moved, signal: this.#closed.signal });
    this.#parts.events.emit({ type: 'store', store: this.status() });
    return { store: this.status(), old_key: removal };
  }

  async #removeKey(): Promise<StoreKeyRemoval> {
    if (this.#isSealed()) {
      const detail = 'The key stays where it is: sign-ins are sealed with it. Sign out of all accounts first.';
      throw new TokenwellError('store_in_use', detail);
    }
    // A try under way could make the key anew.
    await this.#attempts.end();
    this.#key = null;
    this.#attempts.forgetLast();
    await this.#parts.keyMove.takeAwayUnused(this.#closed.signal);
    const source = this.#source;
    const inState = { removed: true, detail: 'The key was never kept outside the state.' };
    return { kind: this.kind, ...((await source.remove?.(this.#closed.signal)) ?? inState) };
  }

  /** Ends a try that is under way, waits for a move that is, and forgets the key. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#attempts.end();
    await this.#unlocking;
    this.#key = null;
  }

  async #unlock(offer: StoreUnlock): Promise<StoreStatus> {
    if (this.#key) return this.status();
    const source = this.#source;
    if (!source.unlock) {
      this.#attempts.forgetLast();
      this.retry();
      await this.#attempts.settled();
      return this.status();
    }
    const key = await source.unlock(offer, { mayCreate: !this.#isSealed() });
    if (!this.#accept(key)) throw new TokenwellError('store_locked', source.wrongKey);
    return this.status();
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    const source = this.#source;
    try {
      const answer = await source.fetch({
        mayCreate: !this.#isSealed(),
        tell: (locked) => this.#lock(locked),
        signal,
      });
      if (signal.aborted || this.#key) return;
      if ('locked' in answer) this.#lock(answer.locked);
      else if (!this.#accept(answer.key)) this.#lock({ reason: 'key_missing', detail: source.wrongKey });
    } catch (error) {
      log.error({ err: error }, 'the data key could not be fetched');
      const detail =
        error instanceof TokenwellError
          ? error.message
          : 'Tokenwell could not fetch the key of the store; `tokenwell daemon logs` tells more.';
      this.#lock({ reason: 'store_unavailable', detail });
    }
  }

  /** false: grants are sealed, and with another key. */
  #accept(key: DataKey): boolean {
    const { meta, events, log } = this.#parts;
    const check = keyCheck(key);
    if (this.#isSealed()) {
      if (meta.get('key_check') !== check) return false;
    } else {
      meta.set({ store_kind: this.kind, key_check: check });
    }
    this.#key = key;
    log.info({ kind: this.kind }, 'the secret store is open');
    events.emit({ type: 'store', store: this.status() });
    // A move may have been interrupted before the key that nobody needs was gone.
    const { signal } = this.#closed;
    if (!signal.aborted) void this.#inTurn(() => this.#parts.keyMove.takeAwayUnused(signal));
    return true;
  }

  #lock(locked: Locked): void {
    const changed = locked.reason !== this.#locked.reason || locked.detail !== this.#locked.detail;
    this.#locked = locked;
    if (!changed) return;
    const { events, log } = this.#parts;
    log.warn({ kind: this.kind, reason: locked.reason }, 'the secret store is locked');
    events.emit({ type: 'store', store: this.status() });
  }

  #isSealed(): boolean {
    return this.#parts.countGrants() > 0;
  }
}
