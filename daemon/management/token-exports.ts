/** Long-lived tokens on their way to another place: from what is shown once, or from what is kept here. */

import type { ExportOutcome, ExportTarget, ExportWish } from '../api.ts';
import type { Caller } from '../caller.ts';
import { type Clock, within } from '../clock.ts';
import { ArrivalUnknown, type Exports } from '../exports/exports.ts';
import type { AuditService, ExportService } from '../services.ts';
import type { TakenOut } from './kept-tokens.ts';
import type { OneTimeValues } from './one-time-values.ts';

export interface TokenExportsOptions {
  exports: Exports;
  values: Pick<OneTimeValues, 'takeOut' | 'forget'>;
  longLivedTokens: { takeOut(account: string, id: string): Promise<TakenOut> };
  audit: Pick<AuditService, 'exported'>;
  clock: Clock;
}

/** Milliseconds that an export under way gets when the daemon ends. */
const patience = 4_000;

export class TokenExports implements ExportService {
  readonly #options: TokenExportsOptions;
  readonly #underWay = new Set<Promise<ExportOutcome>>();

  constructor(options: TokenExportsOptions) {
    this.#options = options;
  }

  targets(): ExportTarget[] {
    return this.#options.exports.targets();
  }

  check(wish: ExportWish): Promise<ExportOutcome> {
    return this.#options.exports.check(wish);
  }

  exportValue(id: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    return this.#remembered(this.#exportValue(id, wish, caller));
  }

  exportKept(account: string, token: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    return this.#remembered(this.#exportKept(account, token, wish, caller));
  }

  /** Waits for what is under way, for a while; then it is cut off, and what became of it is not known. */
  async close(): Promise<void> {
    const { clock, exports } = this.#options;
    await within(clock, patience, Promise.allSettled(this.#underWay));
    exports.close();
    await Promise.allSettled(this.#underWay);
  }

  async #exportValue(id: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    const { parts, origin } = this.#options.values.takeOut(id);
    const outcome = await this.#options.exports.send(wish, parts);
    this.#options.audit.exported(caller, origin, describe(outcome));
    this.#options.values.forget(id);
    return outcome;
  }

  async #exportKept(account: string, token: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    const taken = await this.#options.longLivedTokens.takeOut(account, token);
    try {
      const outcome = await this.#options.exports.send(wish, taken.parts);
      this.#options.audit.exported(caller, taken.origin, describe(outcome));
      await taken.arrived();
      return outcome;
    } catch (error) {
      throw error instanceof ArrivalUnknown ? taken.mayHaveArrived(error) : error;
    } finally {
      taken.letGo();
    }
  }

  #remembered(work: Promise<ExportOutcome>): Promise<ExportOutcome> {
    this.#underWay.add(work);
    const forget = () => this.#underWay.delete(work);
    work.then(forget, forget);
    return work;
  }
}

function describe({ target, place }: ExportOutcome): string {
  return `${target}: ${place}`;
}
