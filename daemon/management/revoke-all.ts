/**
 * The panic button: ends the long-lived tokens that are the user's own, and all sign-ins. Servers go side by side: a slow one
 * delays no other. At each the sign-ins come last, because a server listens to a signed-in user only.
 */

import type { AccountSummary, RevokeAllResponse } from '../api.ts';
import type { RevokeAllService } from '../services.ts';
import type { Endings } from './end-token.ts';
import { PanicAtServer } from './panic-at-server.ts';

export interface RevokeAllOptions extends Endings {
  values: { forgetAll(): void };
}

export class RevokeAll implements RevokeAllService {
  readonly #options: RevokeAllOptions;

  constructor(options: RevokeAllOptions) {
    this.#options = options;
  }

  async revokeAll(): Promise<RevokeAllResponse> {
    this.#options.values.forgetAll();
    const servers = byServer(this.#options.accounts.list());
    const ended = await Promise.all(servers.map((accounts) => new PanicAtServer(accounts, this.#options).endAll()));
    const tokens = ended.flatMap((one) => one.tokens);
    const left = this.#options.longLivedTokens.left(tokens.map(({ token }) => token));
    return { results: ended.flatMap(({ results }) => results), tokens, left };
  }
}

/** Ids of accounts. Those at one server may hold each other's tokens, and end them. */
function byServer(accounts: AccountSummary[]): string[][] {
  const servers = new Map<string, string[]>();
  for (const { id, issuer } of accounts) servers.set(issuer, [...(servers.get(issuer) ?? []), id]);
  return [...servers.values()];
}
