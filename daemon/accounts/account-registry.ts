/** The accounts that there are, and which of them a request means. */

import { TokenwellError } from '../errors.ts';
import type { Account } from './account.ts';

export class AccountRegistry {
  readonly #accounts = new Map<string, Account>();
  /** The same accounts by profile, for the warm path. */
  readonly #byProfile = new Map<string, Account[]>();

  all(): Account[] {
    return [...this.#accounts.values()];
  }

  of(profile: string): readonly Account[] {
    return this.#byProfile.get(profile) ?? [];
  }

  add(account: Account): void {
    this.#accounts.set(account.id, account);
    this.#byProfile.set(account.profile, [...this.of(account.profile), account]);
  }

  remove(account: Account): void {
    this.#accounts.delete(account.id);
    const others = this.of(account.profile).filter((other) => other !== account);
    this.#byProfile.set(account.profile, others);
  }

  /** Throws `account_not_found`. */
  get(id: string): Account {
    const account = this.#accounts.get(id);
    if (!account)
      throw new TokenwellError('account_not_found', `There is no account ${id}. \`tokenwell status\` lists them.`);
    return account;
  }

  /** The one account that is meant, or undefined. `wanted`: id or name. */
  find(profile: string, wanted: string | undefined): Account | undefined {
    const accounts = this.of(profile);
    if (accounts.length === 1 && wanted === undefined) return accounts[0];
    return unambiguous(accounts, wanted);
  }

  /** Throws `account_ambiguous`, `account_not_found`; undefined where the profile has no account at all. */
  resolve(profile: string, wanted: string | undefined): Account | undefined {
    const accounts = this.of(profile);
    const found = this.find(profile, wanted);
    if (found || accounts.length === 0) return found;
    const fitting = accounts.filter((account) => wanted === undefined || account.is(wanted));
    if (fitting.length === 0) {
      throw new TokenwellError(
        'account_not_found',
        `There is no account "${wanted}" on "${profile}". There are: ${accounts.map(({ record }) => record.name).join(', ')}.`,
      );
    }
    const names = fitting.map(({ id, record }) => ({ id, name: record.name }));
    const list = names.map(({ name }) => name).join(', ');
    throw new TokenwellError(
      'account_ambiguous',
      `${profile} has several accounts: ${list}. Name one with \`--account\` or \`?account=\`.`,
      { accounts: names },
    );
  }
}

/** Where none is named, those who are signed out do not count as long as somebody is signed in. */
function unambiguous(accounts: readonly Account[], wanted: string | undefined): Account | undefined {
  const fitting = accounts.filter((account) => wanted === undefined || account.is(wanted));
  const signedIn = fitting.filter((account) => account.signedIn);
  const candidates = signedIn.length > 0 ? signedIn : fitting;
  return candidates.length === 1 ? candidates[0] : undefined;
}
