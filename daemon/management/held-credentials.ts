/**
 * What a person typed because a server wants it for each call about applications (a password, where no token will do). It
 * is held in memory for two minutes, or until it is taken back or refused, and nowhere else.
 */

import type { FieldValues } from '../api.ts';
import type { CancelTimer, Clock } from '../clock.ts';

/** Milliseconds: a list, a look and a deletion. */
const life = 120_000;

export class HeldCredentials {
  readonly #clock: Clock;
  readonly #held = new Map<string, { values: FieldValues; cancel: CancelTimer }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hold(account: string, values: FieldValues): void {
    this.forget(account);
    this.#held.set(account, { values, cancel: this.#clock.after(life, () => this.#held.delete(account)) });
  }

  of(account: string): FieldValues | null {
    return this.#held.get(account)?.values ?? null;
  }

  forget(account: string): void {
    this.#held.get(account)?.cancel();
    this.#held.delete(account);
  }
}
