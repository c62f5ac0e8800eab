/**
 * The panic button: revokes the long-lived tokens that are the user's own, then signs out. The tokens come first, because
 * their server listens to a signed-in user only. Accounts go side by side: a slow server delays no other.
 */

import type { LongLivedToken, RevokeAllResponse, RevokedToken, SignOutResponse, TokenRevocation } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { AccountService, LongLivedTokenService, RevokeAllService } from '../services.ts';

export interface RevokeAllOptions {
  accounts: Pick<AccountService, 'list' | 'signOut'>;
  longLivedTokens: Pick<LongLivedTokenService, 'list' | 'revoke'> & { keptBy(account: string): string[] };
  values: { forgetAll(): void };
  log: Log;
}

export class RevokeAll implements RevokeAllService {
  readonly #options: RevokeAllOptions;

  constructor(options: RevokeAllOptions) {
    this.#options = options;
  }

  async revokeAll(): Promise<RevokeAllResponse> {
    const { accounts, longLivedTokens, values } = this.#options;
    values.forgetAll();
    const all = accounts.list().map(({ id }) => id);
    const keptBy = new Map(all.map((id) => [id, longLivedTokens.keptBy(id)]));
    const kept = new Set([...keptBy.values()].flat());
    // What is kept for a user ends with that user's tokens; at the same time as these it would be ended twice.
    const lanes = all.filter((id) => !kept.has(id)).map((id) => this.#end(id, keptBy.get(id) ?? []));
    const ended = await Promise.all(lanes);
    return { results: ended.flatMap(({ results }) => results), tokens: ended.flatMap(({ tokens }) => tokens) };
  }

  async #end(account: string, kept: string[]): Promise<RevokeAllResponse> {
    const { tokens, problem } = await this.#endTokens(account);
    const left = this.#options.accounts.list().filter(({ id }) => id === account || kept.includes(id));
    const results = await Promise.all(left.map(({ id }) => this.#options.accounts.signOut(id)));
    return { results: results.map((result) => withProblem(result, account, problem)), tokens };
  }

  async #endTokens(account: string): Promise<{ tokens: RevokedToken[]; problem: string | null }> {
    try {
      const listed = await this.#options.longLivedTokens.list(account);
      const alive = listed.filter(({ own, state, this_sign_in: signIn }) => own && state === 'active' && !signIn);
      return { tokens: await Promise.all(alive.map((token) => this.#endToken(token))), problem: null };
    } catch (error) {
      const { message } = toProviderError(error, 'the list of long-lived tokens', this.#options.log);
      return { tokens: [], problem: message };
    }
  }

  async #endToken(token: LongLivedToken): Promise<RevokedToken> {
    const { account, kind_label, description } = token;
    return { ...(await this.#revoke(token)), account, kind_label, description };
  }

  async #revoke(token: LongLivedToken): Promise<TokenRevocation> {
    const remainder = { token: token.id, may_live_until: token.expires_at };
    if (!token.actions.includes('revoke')) {
      return { ...remainder, revocation: 'not_supported', detail: 'This server has no way to revoke it.' };
    }
    if (token.value_needed_for.includes('revoke')) {
      const detail =
        'Only its value names it to the server, and the value is not here: end it in your account page there, or sign in again and revoke it with its value.';
      return { ...remainder, revocation: 'not_supported', detail };
    }
    try {
      return await this.#options.longLivedTokens.revoke(token.account, token.id, {});
    } catch (error) {
      if (error instanceof TokenwellError && error.code === 'token_not_found') {
        const detail = 'The server does not have it any more.';
        return { token: token.id, revocation: 'already_ended', detail, may_live_until: null };
      }
      const { message } = toProviderError(error, 'the revocation', this.#options.log);
      return { ...remainder, revocation: 'failed', detail: message };
    }
  }
}

/** The person must know that there may be more than is told. */
function withProblem(result: SignOutResponse, account: string, problem: string | null): SignOutResponse {
  if (problem === null || result.account !== account) return result;
  return {
    ...result,
    detail: `${result.detail} Its long-lived tokens could not be listed, and may be alive: ${problem}`,
  };
}
