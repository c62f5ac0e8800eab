/** Long-lived tokens on their way to another place: from what is shown once, or from what is kept here. */

import type { ExportOutcome, ExportTarget, ExportWish } from '../api.ts';
import type { Caller } from '../caller.ts';
import type { Exports } from '../exports/exports.ts';
import type { AuditService, ExportService } from '../services.ts';
import type { TakenOut } from './kept-tokens.ts';
import type { OneTimeValues } from './one-time-values.ts';

export interface TokenExportsOptions {
  exports: Exports;
  values: Pick<OneTimeValues, 'takeOut' | 'forget'>;
  longLivedTokens: { takeOut(account: string, id: string): Promise<TakenOut> };
  audit: Pick<AuditService, 'exported'>;
}

export class TokenExports implements ExportService {
  readonly #options: TokenExportsOptions;

  constructor(options: TokenExportsOptions) {
    this.#options = options;
  }

  targets(): ExportTarget[] {
    return this.#options.exports.targets();
  }

  check(wish: ExportWish): Promise<ExportOutcome> {
    return this.#options.exports.check(wish);
  }

  async exportValue(id: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    const { parts, origin } = this.#options.values.takeOut(id);
    const outcome = await this.#options.exports.send(wish, parts);
    this.#options.audit.exported(caller, origin, describe(outcome));
    this.#options.values.forget(id);
    return outcome;
  }

  async exportKept(account: string, token: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome> {
    const { parts, origin, arrived, letGo } = await this.#options.longLivedTokens.takeOut(account, token);
    try {
      const outcome = await this.#options.exports.send(wish, parts);
      this.#options.audit.exported(caller, origin, describe(outcome));
      await arrived();
      return outcome;
    } finally {
      letGo();
    }
  }
}

function describe({ target, place }: ExportOutcome): string {
  return `${target}: ${place}`;
}
