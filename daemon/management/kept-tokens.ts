/** Long-lived tokens whose value Tokenwell has: held for two minutes after they are made, or kept and served as an account. */

import type { AccountSummary, LongLivedToken, SignOutResponse, TokenRevocation, TokenTest } from '../api.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { EventStream } from '../events.ts';
import type { ArrivalUnknown } from '../exports/exports.ts';
import type { Grant } from '../grant.ts';
import type { Log } from '../log.ts';
import type { Profile } from '../profile.ts';
import type { ManagedToken, NewToken, SecretPart } from '../providers/management.ts';
import type { SignedIn } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { AccountService, ProfileService } from '../services.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { TokenRecord } from '../store/token-record-store.ts';
import { type ManagedAccounts, tryGrant } from './account-session.ts';
import type { OneTimeValues, Origin } from './one-time-values.ts';
import { ownSignInId } from './own-sign-in.ts';
import type { TokenRecords } from './token-records.ts';

export interface KeptTokensOptions {
  accounts: ManagedAccounts &
    Pick<AccountService, 'list' | 'signOut'> & {
      adopt(profile: Profile, signedIn: SignedIn, how: { kept: boolean }): Promise<AccountSummary>;
      holdGrant(id: string): Promise<{ grant: Grant; letGo: (doubt?: TokenwellError) => void }>;
      release(id: string, refreshToken: string): Promise<boolean>;
    };
  profiles: Pick<ProfileService, 'find' | 'copy' | 'remove'>;
  values: OneTimeValues;
  events: EventStream;
  clock: Clock;
  log: Log;
}

export interface TakenOut {
  origin: Origin;
  parts: SecretPart[];
  /** It has arrived: what must not be used in two places is let go of here. */
  arrived(): Promise<void>;
  /** It may have arrived: what to tell. */
  mayHaveArrived(unknown: ArrivalUnknown): TokenwellError;
  /** Arrived or not, it is on its way no more. Until then nothing renews it. */
  letGo(): void;
}

export class KeptTokens {
  readonly #options: KeptTokensOptions;
  readonly #records: TokenRecords;

  constructor(options: KeptTokensOptions, records: TokenRecords) {
    this.#options = options;
    this.#records = records;
  }

  hold(
    record: Readonly<AccountRecord>,
    made: Omit<NewToken, 'token'> & { token: ManagedToken },
    remembered: TokenRecord | null,
  ) {
    const { keep } = made;
    return this.#options.values.add({
      parts: made.secrets,
      warning: made.warning,
      origin: { profile: record.profile, account: record.id, scope: made.token.scope },
      keep: keep && ((name) => this.#keep(record, name, keep, made.token, remembered)),
    });
  }

  /** Serves the token under a profile of its own from now on. */
  async #keep(
    record: Readonly<AccountRecord>,
    name: string,
    { signedIn, scopes, clientId }: NonNullable<NewToken['keep']>,
    token: ManagedToken,
    remembered: TokenRecord | null,
  ): Promise<AccountSummary> {
    const profile = await this.#options.profiles.copy(record.profile, name, { scopes, clientId });
    try {
      const account = await this.#options.accounts.adopt(profile, signedIn, { kept: true });
      const known = remembered ?? this.#records.find(record, token.id) ?? this.#records.add(record, token, true);
      this.#records.save({ ...known, keptAs: { profile: name, account: account.id } });
      this.#tell(record.id);
      return account;
    } catch (error) {
      await this.#options.profiles.remove(name).catch(() => {});
      throw error;
    }
  }

  /** Where the old value was kept and served, the new one is from now on. */
  async serveSuccessor(record: Readonly<AccountRecord>, id: string, { token, keep }: NewToken): Promise<void> {
    const known = this.#records.find(record, id);
    if (!known?.keptAs || !keep) return;
    const { kind, description, scope, createdAt, expiresAt, actions, valueNeededFor, notes } = token;
    const news = { kind, description, scope, createdAt, expiresAt, actions, valueNeededFor, notes };
    const successor = { ...known, ...news, serverId: known.serverId === null ? null : token.id };
    try {
      const profile = this.#options.profiles.find(known.keptAs.profile);
      await this.#options.accounts.adopt(profile, keep.signedIn, { kept: true });
      this.#records.save(successor);
    } catch {
      // The person gets the new value all the same; the old one is dead, and says so when it is used next.
      this.#records.save({ ...successor, keptAs: null });
    }
  }

  /** The account through which this token is served here: its own sign-in, or the one under which it is kept. */
  servedAs(record: Readonly<AccountRecord>, id: string): Readonly<AccountRecord> | null {
    if (id === ownSignInId) return record;
    const kept = this.#records.find(record, id)?.keptAs;
    if (!kept) return null;
    try {
      return this.#options.accounts.recordOf(kept.account);
    } catch {
      // Signed out since.
      return null;
    }
  }

  /**
   * A token that is served as it is can be in several places. One that is redeemed for access tokens may be replaced by each
   * redemption, so that of two holders the second would end both.
   */
  exportOf({ keptAs }: TokenRecord): LongLivedToken['export'] {
    const kept = keptAs && this.#options.accounts.list().find(({ id }) => id === keptAs.account);
    if (!kept || kept.state === 'signed_out') return null;
    return kept.grant_kind === 'access_token' ? 'copy' : 'transfer';
  }

  async takeOut(record: Readonly<AccountRecord>, id: string): Promise<TakenOut> {
    const known = this.#records.find(record, id);
    if (!known?.keptAs) throw notHere();
    const { account, profile } = known.keptAs;
    const { grant, letGo } = await this.#options.accounts.holdGrant(account);
    const asItIs = grant.kind === 'access_token';
    const name = asItIs ? 'token' : 'refresh_token';
    let doubt: TokenwellError | undefined;
    return {
      origin: { profile, account, scope: known.scope },
      parts: [{ name, label: known.description, value: grant.refreshToken }],
      letGo: () => letGo(doubt),
      mayHaveArrived: (unknown) => {
        if (asItIs) return unknown;
        doubt = inDoubt(profile, unknown.why);
        return doubt;
      },
      arrived: async () => {
        if (asItIs) return;
        const isReleased = await this.#options.accounts.release(account, grant.refreshToken).catch(() => {
          doubt = inDoubt(profile, 'It was sent, but could not be taken away here.');
          throw doubt;
        });
        if (!isReleased) throw usedUp(profile);
        this.#records.save({ ...known, keptAs: null });
        this.#tell(record.id);
      },
    };
  }

  async tryServed(served: Readonly<AccountRecord>): Promise<TokenTest> {
    try {
      const { expires_at: expiresAt } = await tryGrant(this.#options.accounts, served);
      const { host } = new URL(served.issuer);
      const asItIs = served.grantKind === 'access_token';
      const detail = `It works: ${host} ${asItIs ? 'takes it' : 'has just issued an access token for it'}.`;
      // Of one that is renewed, that end is the access token's.
      return { works: true, as: served.name, expires_at: asItIs ? expiresAt : null, detail, one_time_value: null };
    } catch (error) {
      const { code, message } = toProviderError(error, 'the trial', this.#options.log);
      const works = code === 'signed_out' ? false : null;
      return { works, as: null, expires_at: null, detail: message, one_time_value: null };
    }
  }

  async revokeKept(record: Readonly<AccountRecord>, known: TokenRecord): Promise<TokenRevocation> {
    const outcome = await this.signOutKept(known.keptAs?.account ?? '');
    const alive = outcome.revocation === 'failed' || outcome.revocation === 'not_supported';
    if (alive) this.#records.save({ ...known, keptAs: null });
    else this.forget(known);
    this.#tell(record.id);
    return { ...outcome, token: known.id };
  }

  /** So that a revocation can be held against the token's use. */
  async keptValue(known: TokenRecord | undefined): Promise<string | undefined> {
    if (!known?.keptAs) return undefined;
    try {
      return (await this.#options.accounts.readGrant(known.keptAs.account)).refreshToken;
    } catch {
      return undefined;
    }
  }

  async signOutKept(account: string) {
    try {
      return asRevocation(await this.#options.accounts.signOut(account));
    } catch (error) {
      if (!(error instanceof TokenwellError) || error.code !== 'account_not_found') throw error;
      const detail = 'It was signed out here already.';
      return { revocation: 'already_ended' as const, detail, may_live_until: null };
    }
  }

  /** What is revoked stays on the list that is kept here, so that the person sees that it was; the server's forgets it. */
  forget(known: TokenRecord | undefined): void {
    if (!known) return;
    if (known.serverId === null) this.#records.save({ ...known, revokedAt: this.#now, keptAs: null });
    else this.#records.remove(known.id);
  }

  #tell(account: string): void {
    this.#options.events.emit({ type: 'long_lived_tokens', account });
  }

  get #now(): number {
    return Math.floor(this.#options.clock.now().wall / 1000);
  }
}

function notHere(): TokenwellError {
  return new TokenwellError(
    'action_not_supported',
    'Its value is not here: only a token that is kept in Tokenwell can be exported, or a new one when it is made.',
  );
}

function inDoubt(profile: string, why: string): TokenwellError {
  return new TokenwellError(
    'export_unavailable',
    `${why} Look there whether the token of ${profile} has arrived. If it has not, export it again; if it has, do not use ${profile} here any more, but make another token: used in both places, it could end in both. Tokenwell does not renew it by itself until a program asks for it.`,
  );
}

function usedUp(profile: string): TokenwellError {
  return new TokenwellError(
    'export_unavailable',
    `The token was renewed while it was exported, so that what arrived there may be used up. ${profile} has the new value: export it again.`,
  );
}

/** A sign-out as the revocation that it is of the token behind it. */
export function asRevocation({ account: _, ...outcome }: SignOutResponse): Omit<SignOutResponse, 'account'> {
  return outcome;
}
