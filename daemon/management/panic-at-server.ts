/**
 * Ends everything of the user's at one server. What a sign-in works with must outlive whatever it still has to end, so:
 * first the tokens with which nobody is signed in here, then those that another sign-in of the same user can end (some
 * cannot end themselves), and then each sign-in by itself.
 */

import type { LongLivedToken, RevokeAllResponse, RevokedToken, SignOutResponse } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import { toProviderError } from '../providers/provider-error.ts';
import { type Endings, endToken, isOver } from './end-token.ts';

/** One token, as each account lists it whose own it is. */
type Views = LongLivedToken[];

export class PanicAtServer {
  readonly #accounts: readonly string[];
  readonly #endings: Endings;
  readonly #tokens: RevokedToken[] = [];
  readonly #results: SignOutResponse[] = [];
  /** By account: why its tokens could not be listed. */
  readonly #problems = new Map<string, string>();

  /** `accounts`: ids of all that are signed in there. */
  constructor(accounts: readonly string[], endings: Endings) {
    this.#accounts = accounts;
    this.#endings = endings;
  }

  async endAll(): Promise<Pick<RevokeAllResponse, 'results' | 'tokens'>> {
    const tokens = await this.#list();
    const inUse = tokens.filter((views) => views.some(({ in_use: used }) => used));
    const free = tokens.filter((views) => !inUse.includes(views));
    this.#tokens.push(...(await Promise.all(free.map((views) => this.#endByAny(views)))));
    for (const views of inUse) await this.#endByAnother(views);
    // One after another: some servers tell only by the newest which pair of a user is whose.
    for (const account of this.#accounts) await this.#signOut(account);
    return { results: this.#results, tokens: this.#tokens };
  }

  async #list(): Promise<Views[]> {
    const listed = await Promise.all(this.#accounts.map((account) => this.#listOf(account)));
    const byToken = new Map<string, Views>();
    for (const token of listed.flat()) {
      const key = JSON.stringify([token.kind, token.id]);
      byToken.set(key, [...(byToken.get(key) ?? []), token]);
    }
    return [...byToken.values()];
  }

  async #listOf(account: string): Promise<LongLivedToken[]> {
    try {
      const listed = await this.#endings.longLivedTokens.list(account, { apart: true });
      return listed.filter(({ own, state, this_sign_in: signIn }) => own && state === 'active' && !signIn);
    } catch (error) {
      const { message } = toProviderError(error, 'the list of long-lived tokens', this.#endings.log);
      this.#problems.set(account, message);
      return [];
    }
  }

  /** Where one account may not, another one of the same user may. Where it is kept, its value is at hand. */
  async #endByAny(views: Views): Promise<RevokedToken> {
    const [best, ...others] = views.toSorted((one, other) => Number(!one.kept_as) - Number(!other.kept_as));
    if (!best) throw new TypeError('a token that no account lists');
    const first = await endToken(best, this.#endings);
    for (const view of isOver(first) ? [] : others) {
      const outcome = await endToken(view, this.#endings);
      if (isOver(outcome)) return outcome;
    }
    return first;
  }

  async #endByAnother(views: Views): Promise<void> {
    const isSignedIn = ({ account }: LongLivedToken) => this.#signedIn.has(account);
    const users = views.filter(({ in_use: used }) => used).filter(isSignedIn);
    const others = views.filter(({ in_use: used }) => !used).filter(isSignedIn);
    const [user] = users;
    if (!user || others.length === 0) return;
    const outcome = await this.#endByAny(others);
    if (!isOver(outcome)) return;
    // What is kept is signed out with its token; that a sign-in is over is told by its own sign-out.
    if (!isSignedIn(user)) this.#tokens.push(outcome);
    else for (const { account } of users) await this.#signOut(account);
  }

  async #signOut(account: string): Promise<void> {
    if (!this.#signedIn.has(account)) return;
    try {
      const result = await this.#endings.accounts.signOut(account);
      this.#results.push(withProblem(result, this.#problems.get(account)));
    } catch (error) {
      // Somebody else has signed it out meanwhile.
      if (error instanceof TokenwellError && error.code === 'account_not_found') return;
      this.#results.push(withProblem(this.#unfinished(account, error), this.#problems.get(account)));
    }
  }

  /** One that fails must not keep the others from being ended. */
  #unfinished(account: string, error: unknown): SignOutResponse {
    const { message } = toProviderError(error, 'the sign-out', this.#endings.log);
    const detail = `The sign-out could not be finished. ${message} Then revoke everything again.`;
    return { account, revocation: 'failed', detail, may_live_until: null };
  }

  get #signedIn(): Set<string> {
    return new Set(this.#endings.accounts.list().map(({ id }) => id));
  }
}

/** The person must know that there may be more than is told. */
function withProblem(result: SignOutResponse, problem: string | undefined): SignOutResponse {
  if (problem === undefined) return result;
  const detail = `${result.detail} Its long-lived tokens could not be listed, and may be alive: ${problem}`;
  return { ...result, detail };
}
