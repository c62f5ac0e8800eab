/** Keeps up all accounts: starts what is due, and knows whether the daemon is still needed. */

import type { Clock } from '../../clock.ts';
import type { SettingsService } from '../../services.ts';
import type { Account } from '../account.ts';
import { Schedule } from './schedule.ts';
import { type DueRenewal, type UpkeepRules, upkeepOf } from './upkeep.ts';

export interface UpkeeperOptions {
  accounts: () => Account[];
  settings: Pick<SettingsService, 'get'>;
  clock: Clock;
}

const hour = 3_600_000;
const day = 24 * hour;

export class Upkeeper {
  readonly #options: UpkeeperOptions;
  readonly #schedule: Schedule;
  #windows = 0;

  constructor(options: UpkeeperOptions) {
    this.#options = options;
    this.#schedule = new Schedule(options.clock, {
      nextIn: () => this.#nextIn(),
      renewDue: () => this.#renewDue(),
      resumed: () => this.#resumed(),
    });
  }

  /** Something changed that may move the next renewal. */
  poke(): void {
    this.#schedule.poke();
  }

  stop(): void {
    this.#schedule.stop();
  }

  windowsConnected(count: number): void {
    this.#windows = count;
    this.poke();
  }

  /** Whether the daemon has a reason to stay: a window, something in use to keep fresh, or a write that must not be lost. */
  isNeeded(): boolean {
    if (this.#windows > 0) return true;
    const atWork = this.#options.accounts().some(({ engine }) => engine?.busy || engine?.keeper.atRisk);
    return atWork || this.#upkeep().some(({ renewal }) => renewal.wanted);
  }

  #nextIn(): number | null {
    const delays = this.#upkeep().map(({ renewal }) => renewal.in);
    return delays.length > 0 ? Math.min(...delays) : null;
  }

  #renewDue(): void {
    for (const { account, renewal } of this.#upkeep()) {
      if (renewal.in > 0) continue;
      account.engine?.request(renewal.variant, { urgent: false, afterRejection: false });
    }
  }

  /** After a sleep the network is often back: nobody should wait out a pause that was meant for its absence. */
  #resumed(): void {
    for (const account of this.#options.accounts()) account.engine?.expedite();
  }

  #upkeep(): { account: Account; renewal: DueRenewal }[] {
    const rules = this.#rules();
    return this.#options
      .accounts()
      .flatMap((account) => upkeepOf(account, this.#options.clock, rules).map((renewal) => ({ account, renewal })));
  }

  #rules(): UpkeepRules {
    const settings = this.#options.settings.get();
    return {
      windowConnected: this.#windows > 0,
      keepAlive: settings.keep_session_alive_hours * hour,
      touch: settings.touch_offline_grant_days * day,
    };
  }
}
