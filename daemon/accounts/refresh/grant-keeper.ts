/**
 * The hold of one account on its grant in the store.
 *
 * A rotated refresh token must be on stable storage before the token that came with it is served. A store that is slow
 * or fails may delay that by two seconds in all; from then on the newest grant exists in memory only, the account is
 * at risk, and writing it is tried until it succeeds (design promise 3).
 */

import type { CancelTimer, Clock } from '../../clock.ts';
import type { Grant } from '../../grant.ts';
import type { GrantStore, StoredGrant } from '../../store/grant-store.ts';
import { Backoff } from './backoff.ts';

/** Milliseconds that one refresh may wait for the store's writes, all together. */
export const storePatience = 2_000;

export interface KeeperOptions {
  grantId: string;
  grants: GrantStore;
  clock: Clock;
  random: () => number;
  /** Called when `atRisk` changes. */
  changed: () => void;
  /** A write failed and will be tried again. */
  failed: (error: unknown) => void;
}

/** Counts down the two seconds over the several writes of one refresh. */
export class Patience {
  readonly #clock: Clock;
  #left = storePatience;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `done`, `failed`, or `late`: still under way when patience ended. The work itself goes on. */
  wait(work: Promise<unknown>): Promise<'done' | 'failed' | 'late'> {
    const start = this.#clock.now();
    return new Promise((resolve) => {
      const settle = (outcome: 'done' | 'failed' | 'late') => {
        cancel();
        this.#left = Math.max(0, this.#left - (this.#clock.now().monotonic - start.monotonic));
        resolve(outcome);
      };
      const cancel = this.#clock.after(this.#left, () => settle('late'));
      work.then(
        () => settle('done'),
        () => settle('failed'),
      );
    });
  }
}

export class GrantKeeper {
  readonly #options: KeeperOptions;
  readonly #backoff: Backoff;
  /** Newer than what the store has; null when the store has it all. */
  #unsaved: { grant: Grant; baseGeneration: number } | null = null;
  #writing: Promise<void> | null = null;
  /** The generation of our own last write: a late write may finish while the next refresh is under way. */
  #written = -1;
  #atRisk = false;
  #cancelRetry: CancelTimer = () => {};

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.clock, options.random);
  }

  get grantId(): string {
    return this.#options.grantId;
  }

  get atRisk(): boolean {
    return this.#atRisk;
  }

  /** The newest grant; null: the store has none any more. Rejects as `GrantStore.read` does. */
  async read(): Promise<StoredGrant | null> {
    const unsaved = this.#unsaved;
    if (unsaved) return { grant: unsaved.grant, generation: unsaved.baseGeneration, intent: null };
    return this.#options.grants.read(this.grantId);
  }

  /** Notes in the store that a refresh is about to be sent. */
  intend(patience: Patience): Promise<'done' | 'failed' | 'late'> {
    const startedAt = this.#options.clock.now().wall;
    return patience.wait(this.#options.grants.recordIntent(this.grantId, { startedAt }));
  }

  /** Notes that nothing is pending at the server. A failure only costs one needless check after a restart. */
  forgetIntent(patience: Patience): Promise<unknown> {
    return patience.wait(this.#options.grants.clearIntent(this.grantId));
  }

  /** Writes a rotated grant; resolves when it is on stable storage or patience ended. */
  async keep(grant: Grant, baseGeneration: number, patience: Patience): Promise<void> {
    this.#unsaved = { grant, baseGeneration: this.#unsaved?.baseGeneration ?? Math.max(baseGeneration, this.#written) };
    this.#cancelRetry();
    const outcome = await patience.wait(this.#write());
    if (outcome !== 'done' && this.#unsaved) this.#setAtRisk(true);
  }

  /** Resolves when everything is written, or has failed once more. For the daemon's end. */
  async flush(): Promise<void> {
    this.#cancelRetry();
    if (this.#unsaved) await this.#write().catch(() => {});
  }

  async delete(): Promise<void> {
    this.#cancelRetry();
    this.#unsaved = null;
    this.#setAtRisk(false);
    await this.#writing?.catch(() => {});
    await this.#options.grants.delete(this.grantId);
  }

  /** One write at a time, always of the newest grant, until nothing is unsaved or a write fails. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#unsaved; next; next = this.#unsaved) {
      let generation: number | null;
      try {
        generation = await this.#options.grants.replace(this.grantId, next.grant, next.baseGeneration);
      } catch (error) {
        this.#retryLater(error);
        throw error;
      }
      if (generation === null) {
        // Somebody else wrote a newer grant: ours is history, and must not replace it.
        this.#unsaved = null;
        break;
      }
      this.#written = generation;
      if (this.#unsaved === next) this.#unsaved = null;
      else if (this.#unsaved) this.#unsaved.baseGeneration = generation;
    }
    this.#backoff.succeeded();
    this.#setAtRisk(false);
  }

  #retryLater(error: unknown): void {
    this.#options.failed(error);
    this.#backoff.failed(undefined);
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.after(this.#backoff.remaining(), () => {
      if (this.#unsaved) this.#write().catch(() => {});
    });
  }

  #setAtRisk(atRisk: boolean): void {
    if (this.#atRisk === atRisk) return;
    this.#atRisk = atRisk;
    this.#options.changed();
  }
}
