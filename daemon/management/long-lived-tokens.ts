/**
 * Long-lived tokens of an account: listed, made, changed, tried and revoked at the server, remembered here where the server
 * keeps no list. Their values go to `OneTimeValues` and from there nowhere by themselves.
 */

import type {
  AccountCapabilities,
  CreatedLongLivedToken,
  LeftToken,
  LongLivedToken,
  LongLivedTokenChange,
  LongLivedTokenCreation,
  TokenAction,
  TokenKind,
  TokenRevocation,
  TokenTest,
  TokenValue,
} from '../api.ts';
import { TokenwellError } from '../errors.ts';
import { readChanges, readValues } from '../providers/field-values.ts';
import type { AccountSession, ManagedToken, Management, NewToken } from '../providers/management.ts';
import type { Provider } from '../providers/provider.ts';
import { toProviderError } from '../providers/provider-error.ts';
import type { ListOptions, LongLivedTokenService } from '../services.ts';
import type { AccountRecord } from '../store/account-store.ts';
import type { TokenRecordStore } from '../store/token-record-store.ts';
import { inSession, managementOf } from './account-session.ts';
import { createBySignIn } from './create-by-sign-in.ts';
import { asRevocation, KeptTokens, type KeptTokensOptions, type TakenOut } from './kept-tokens.ts';
import { recogniseKept } from './known-tokens.ts';
import { isSignIn, ownSignInId, withSignIn } from './own-sign-in.ts';
import { revocationWords } from './revocation-words.ts';
import type { SignInStarter } from './sign-in-starter.ts';
import { TokenRecords } from './token-records.ts';
import { leftToken, tokenOfRecord, type View, viewToken } from './token-view.ts';

export interface LongLivedTokensOptions extends KeptTokensOptions {
  providers: ReadonlyMap<string, Provider>;
  signIns: SignInStarter;
  records: TokenRecordStore;
}

const nothingToManage: AccountCapabilities = { token_kinds: [], applications: null, notes: [] };

export class LongLivedTokens implements LongLivedTokenService {
  readonly #options: LongLivedTokensOptions;
  readonly #records: TokenRecords;
  readonly #kept: KeptTokens;

  constructor(options: LongLivedTokensOptions) {
    this.#options = options;
    this.#records = new TokenRecords(options.records);
    this.#kept = new KeptTokens(options, this.#records);
  }

  async capabilities(account: string): Promise<AccountCapabilities> {
    const record = this.#options.accounts.recordOf(account);
    const management = this.#providerOf(record).management;
    if (!management) return nothingToManage;
    return this.#wish(record, (session) => management.capabilities(session));
  }

  async list(account: string, { all = false, apart = false }: ListOptions = {}): Promise<LongLivedToken[]> {
    const record = this.#options.accounts.recordOf(account);
    const summary = this.#options.accounts.list().find(({ id }) => id === account);
    const signedIn = summary && summary.state !== 'signed_out' ? summary : null;
    const management = this.#providerOf(record).management;
    if (!management) return withSignIn(signedIn, []);
    await recogniseKept(this.#records, this.#options.accounts, record);
    return this.#wish(record, async (session) => {
      const { token_kinds: kinds } = await management.capabilities(session);
      const view = this.#view(account, kinds);
      // What is made while the server answers is not in its answer yet.
      const before = this.#records.of(record);
      const listed = await management.list(session, { all });
      this.#records.forgetGone(
        before,
        listed.map(({ id }) => id),
      );
      const remembered = this.#records.of(record);
      const fromServer = listed.map((token) => ({
        signsIn: token.signsIn === true && !apart,
        token: viewToken(
          token,
          view,
          remembered.find(({ serverId }) => serverId === token.id),
        ),
      }));
      const fromHere = remembered
        .filter(({ serverId }) => serverId === null)
        .map((one) => ({ signsIn: isSignIn(one, session.grant), token: viewToken(tokenOfRecord(one), view, one) }));
      return withSignIn(signedIn, [...fromServer, ...fromHere]);
    });
  }

  async create(account: string, creation: LongLivedTokenCreation): Promise<CreatedLongLivedToken> {
    const record = this.#options.accounts.recordOf(account);
    const management = managementOf(this.#providerOf(record));
    return this.#wish(record, async (session) => {
      const { token_kinds: kinds } = await management.capabilities(session);
      const kind = kinds.find((one) => one.kind === creation.kind);
      if (!kind?.create) throw cannot(`make a ${kind?.label.toLowerCase() ?? creation.kind}`, kinds);
      const values = readValues(kind.create.fields, creation.values ?? {});
      if (kind.create.by === 'sign_in') {
        const { bySignIn } = management;
        if (!bySignIn) throw cannot(`make a ${kind.label.toLowerCase()}`, [kind]);
        const signIn = await createBySignIn(this.#options, {
          ...{ bySignIn, record, grant: session.grant, kind, creation: { ...creation, values } },
          take: (made) => this.#take(record, made, [kind]),
        });
        return { token: null, one_time_value: null, sign_in: signIn };
      }
      if (!management.create) throw cannot(`make a ${kind.label.toLowerCase()}`, kinds);
      const made = await management.create(session, kind.kind, values);
      return { sign_in: null, ...this.#take(record, made, kinds) };
    });
  }

  async edit(account: string, id: string, { values }: LongLivedTokenChange): Promise<LongLivedToken> {
    const record = this.#options.accounts.recordOf(account);
    const management = managementOf(this.#providerOf(record));
    return this.#wish(record, async (session) => {
      const { token, kinds, kind } = await this.#find(record, session, management, id);
      const changes = readChanges(kind.edit, values);
      if (!management.edit) throw cannot(`change a ${kind.label.toLowerCase()}`, kinds);
      const changed = await management.edit(session, token, changes);
      this.#changed(account);
      return viewToken(changed, this.#view(account, kinds), this.#records.find(record, id));
    });
  }

  async rotate(account: string, id: string): Promise<CreatedLongLivedToken> {
    const record = this.#options.accounts.recordOf(account);
    const management = managementOf(this.#providerOf(record));
    return this.#wish(record, async (session) => {
      const { token, kinds, kind } = await this.#find(record, session, management, id);
      if (!management.rotate || !token.actions.includes('rotate')) {
        throw cannot(`give a ${kind.label.toLowerCase()} a new value`, kinds);
      }
      const rotated = await management.rotate(session, token);
      this.#records.outdate(record, id);
      await this.#kept.serveSuccessor(record, id, rotated);
      return { sign_in: null, ...this.#take(record, rotated, kinds) };
    });
  }

  async test(account: string, id: string, { value }: TokenValue): Promise<TokenTest> {
    const record = this.#options.accounts.recordOf(account);
    const kept = this.#kept.servedAs(record, id);
    if (kept) return this.#kept.tryServed(kept);
    const management = managementOf(this.#providerOf(record));
    return this.#wish(record, async (session) => {
      const { token, kinds } = await this.#find(record, session, management, id);
      if (!management.test || !token.actions.includes('test')) throw cannot('try this token', kinds);
      requireValue(token, 'test', value);
      const { works, as, expiresAt, detail, successor } = await management.test(session, {
        token,
        value: value ?? null,
      });
      const served = successor && servedValue(successor);
      if (served) this.#records.learn(record, token, served);
      const fresh =
        successor && this.#kept.hold(record, { ...successor, token }, this.#records.find(record, id) ?? null);
      return { works, as, expires_at: expiresAt, detail, one_time_value: fresh };
    });
  }

  async revoke(account: string, id: string, { value }: TokenValue): Promise<TokenRevocation> {
    const record = this.#options.accounts.recordOf(account);
    if (id === ownSignInId) return this.#revokeSignIn(record);
    const known = this.#records.find(record, id);
    if (known?.keptAs && known.serverId === null && known.actions.includes('revoke')) {
      return this.#kept.revokeKept(record, known);
    }
    const management = managementOf(this.#providerOf(record));
    return this.#wish(record, async (session) => {
      const { token, kinds, kind } = await this.#find(record, session, management, id);
      if (!kind.revocation.possible) throw new TokenwellError('action_not_supported', kind.revocation.detail);
      if (!management.revoke || !token.actions.includes('revoke')) throw cannot('revoke this token', kinds);
      const atHand = value ?? (await this.#kept.keptValue(known));
      requireValue(token, 'revoke', atHand);
      const outcome = await management.revoke(session, { token, value: atHand ?? null });
      if (outcome.outcome === 'revoked') this.#kept.forget(known);
      if (outcome.outcome === 'revoked' && known?.keptAs) await this.#kept.signOutKept(known.keptAs.account);
      this.#changed(account);
      return { token: id, ...revocationWords(outcome, new URL(record.issuer).host) };
    });
  }

  async #revokeSignIn(record: Readonly<AccountRecord>): Promise<TokenRevocation> {
    const grant = await this.#options.accounts.readGrant(record.id).catch(() => null);
    const outcome = asRevocation(await this.#options.accounts.signOut(record.id));
    const isOver = outcome.revocation === 'revoked' || outcome.revocation === 'already_ended';
    if (grant && isOver) this.#kept.forget(this.#records.of(record).find((one) => isSignIn(one, grant)));
    return { ...outcome, token: ownSignInId };
  }

  /** The value of a token that is kept here, on its way to another place. Throws `token_not_found`, `action_not_supported`. */
  takeOut(account: string, id: string): Promise<TakenOut> {
    return this.#kept.takeOut(this.#options.accounts.recordOf(account), id);
  }

  keptAs(account: string, id: string): string | null {
    return this.#kept.servedAs(this.#options.accounts.recordOf(account), id)?.id ?? null;
  }

  /** Takes a record off the list that is kept here; the server is not told. */
  forgetRecord(account: string, id: string): void {
    const record = this.#options.accounts.recordOf(account);
    const known = this.#records.find(record, id);
    if (!known) throw noSuchToken();
    this.#records.remove(known.id);
    this.#changed(account);
  }

  left(but: readonly string[] = []): LeftToken[] {
    const { accounts } = this.#options;
    const signedIn = accounts.list().filter(({ state }) => state !== 'signed_out');
    const owners = signedIn.map(({ id }) => accounts.recordOf(id));
    const left = this.#records.left(owners, this.#now);
    return left.filter(({ id, serverId }) => !but.includes(serverId ?? id)).map(leftToken);
  }

  forgetLeft(id: string): void {
    if (!this.left().some((token) => token.id === id)) throw noSuchToken();
    this.#records.remove(id);
    this.#options.events.emit({ type: 'left_tokens' });
  }

  /** A token that was just made: remembered where the server does not, its value held for two minutes. */
  #take(record: Readonly<AccountRecord>, made: NewToken, kinds: readonly TokenKind[]) {
    const kind = kinds.find((one) => one.kind === made.token.kind);
    const token = { ...made.token, createdAt: made.token.createdAt ?? this.#now };
    const served = servedValue(made);
    const remembered = kind?.recorded === 'here' ? this.#records.add(record, token, false, served) : null;
    if (!remembered && served) this.#records.learn(record, token, served);
    const value = this.#kept.hold(record, { ...made, token }, remembered);
    this.#changed(record.id);
    const shown = remembered ? tokenOfRecord(remembered) : token;
    return { token: viewToken(shown, this.#view(record.id, kinds), remembered ?? undefined), one_time_value: value };
  }

  async #find(record: Readonly<AccountRecord>, session: AccountSession, management: Management, id: string) {
    const { token_kinds: kinds } = await management.capabilities(session);
    const known = this.#records.find(record, id);
    const token =
      known && known.serverId === null
        ? tokenOfRecord(known)
        : (await management.list(session, { all: true })).find((one) => one.id === id);
    const kind = kinds.find((one) => one.kind === token?.kind);
    if (!token || !kind) throw noSuchToken();
    return { token, kinds, kind };
  }

  async #wish<Result>(
    record: Readonly<AccountRecord>,
    work: (session: AccountSession) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await inSession(this.#options, record, work);
    } catch (error) {
      throw toProviderError(error, 'the request', this.#options.log);
    }
  }

  #changed(account: string): void {
    this.#options.events.emit({ type: 'long_lived_tokens', account });
  }

  #view(account: string, kinds: readonly TokenKind[]): View {
    return { account, kinds, now: this.#now, exportOf: (record) => this.#kept.exportOf(record) };
  }

  get #now(): number {
    return Math.floor(this.#options.clock.now().wall / 1000);
  }

  #providerOf({ provider: name }: Readonly<AccountRecord>): Provider {
    const provider = this.#options.providers.get(name);
    if (!provider) throw new TokenwellError('internal_error', `There is no provider called ${name}.`);
    return provider;
  }
}

/** What an account of its own would hold. */
function servedValue({ keep, secrets }: Pick<NewToken, 'keep' | 'secrets'>): string | undefined {
  return keep?.signedIn.grant.refreshToken ?? secrets.find(({ name }) => name === 'refresh_token')?.value;
}

function cannot(what: string, kinds: readonly TokenKind[]): TokenwellError {
  const there = kinds.map(({ label }) => label.toLowerCase()).join(', ') || 'none';
  return new TokenwellError('action_not_supported', `This server cannot ${what}. Kinds of token here: ${there}.`);
}

function noSuchToken(): TokenwellError {
  return new TokenwellError('token_not_found', 'There is no token of this id on this account.');
}

function requireValue(token: ManagedToken, action: TokenAction, value: string | undefined): void {
  if (value !== undefined || !token.valueNeededFor.includes(action)) return;
  throw new TokenwellError('value_needed', `The server does this only for who shows it the token itself.`);
}
