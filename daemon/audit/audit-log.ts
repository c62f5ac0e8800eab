/**
 * Who asked for which token when. A call costs a look-up and a count in memory; what is new is written every few seconds.
 * The log is kept on this machine alone, for 30 days and 10,000 entries at most.
 */

import type { AccountSummary, AuditEntry, AuditQuery, AuditResponse, TokenResponse } from '../api.ts';
import type { Caller } from '../caller.ts';
import { readClientWords } from '../client-words.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AuditService, RefusedRequest } from '../services.ts';
import type { AuditRecord, AuditStore } from '../store/audit-store.ts';
import type { TokenRequest } from '../token-service.ts';
import { confirmProcess } from './confirm.ts';
import { FirstAnswers } from './first-answers.ts';

interface AuditLogOptions {
  store: AuditStore;
  accounts: () => { id: string; name: string }[];
  /** The setting. */
  isOn: () => boolean;
  clock: Clock;
  log: Log;
}

interface OpenEntry {
  /** In the store; null: not written yet. */
  id: number | null;
  /** Where it stands among the open ones. */
  key: string;
  record: AuditRecord;
  changed: boolean;
}

/** How a call ended. */
type End = Pick<AuditEntry, 'outcome' | 'problem'>;

interface Call extends End, Pick<AuditEntry, 'profile' | 'account' | 'scope'> {
  resources?: string[] | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Milliseconds between a call and its being on disk. */
const writeDelay = 5_000;
const most = 10_000;
const longest = 30 * day;
/** Entries that wait to be written; a flood beyond that is not kept. */
const mostOpen = 5_000;
/** Looks at /proc at a time. */
const mostLooks = 32;

export class AuditLog implements AuditService {
  readonly #options: AuditLogOptions;
  /** By all that makes two calls the same. */
  readonly #open = new Map<string, OpenEntry>();
  readonly #firstAnswers = new FirstAnswers<OpenEntry>();
  #cancelWrite: CancelTimer | null = null;
  #looks = 0;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  served(caller: Caller, request: TokenRequest, { account, profile, scope }: TokenResponse): void {
    const served = { id: account, name: '' };
    const { resources } = request;
    const call = { outcome: 'served' as const, problem: null, profile, account: served, scope, resources };
    const first = this.#firstAnswers.take(caller, request);
    if (first && this.#endedAs(first.entry, caller, call)) return;
    this.#note(caller, call);
  }

  refused(caller: Caller, request: RefusedRequest, problem: ErrorCode, asksAgain = false): void {
    const { profile, scopes, resources } = request;
    const call = { ...endOf(problem), profile, account: null, scope: scopes?.join(' ') ?? '', resources };
    const first = asksAgain ? undefined : this.#firstAnswers.take(caller, request);
    const entry = (first?.asksAgain && this.#repeated(first.entry, caller, call)) || this.#note(caller, call);
    if (entry && (asksAgain || call.outcome === 'permission_required')) {
      this.#firstAnswers.remember(caller, request, { entry, asksAgain });
    }
  }

  exported(caller: Caller, token: { profile: string; account: string; scope: string }, place: string): void {
    const account = { id: token.account, name: '' };
    this.#note(caller, { ...token, account, outcome: 'exported', problem: null, resources: [place] });
  }

  given(caller: Caller, { id, name, profile }: Pick<AccountSummary, 'id' | 'name' | 'profile'>, what: string): void {
    const account = { id, name };
    this.#note(caller, { outcome: 'given', problem: null, profile, account, scope: '', resources: [what] });
  }

  list({ since = 0, account, limit }: AuditQuery): AuditResponse {
    this.#write();
    const entries: AuditEntry[] = [];
    // The entries of an older version have no `problem`.
    for (const { lastAt, problem = null, ...record } of this.#options.store.list(since * 1000)) {
      if (account !== undefined && record.account?.id !== account && record.account?.name !== account) continue;
      entries.push({ ...record, problem, at: Math.floor(record.at / 1000), last_at: Math.floor(lastAt / 1000) });
      if (entries.length === limit) break;
    }
    return { enabled: this.#options.isOn(), entries };
  }

  close(): void {
    this.#write();
    this.#cancelWrite?.();
  }

  /** The entry of the first answer, if it tells this one as well. */
  #repeated(entry: OpenEntry, caller: Caller, call: Call): OpenEntry | null {
    const isSame = this.#isOpen(entry) && entry.key === keyOf(caller, call);
    return isSame || (entry.record.count === 1 && this.#endedAs(entry, caller, call)) ? entry : null;
  }

  /** Only what was not decided yet is told by how it ended; a decision stays on the log, whatever comes after it. */
  #endedAs(entry: OpenEntry, caller: Caller, call: Call): boolean {
    const { record } = entry;
    const isUndecided = record.outcome === 'permission_required' || record.problem === 'deadline_exceeded';
    const key = keyOf(caller, call);
    const now = this.#options.clock.now().wall;
    if (!isUndecided || !this.#isOpen(entry) || now - record.at >= minute || this.#open.has(key)) return false;
    this.#open.delete(entry.key);
    const { outcome, problem, account, scope } = call;
    Object.assign(record, { outcome, problem, account, scope, count: 1, lastAt: now });
    Object.assign(entry, { key, changed: true });
    this.#open.set(key, entry);
    this.#cancelWrite ??= this.#options.clock.after(writeDelay, () => this.#write());
    return true;
  }

  #isOpen(entry: OpenEntry): boolean {
    return this.#open.get(entry.key) === entry;
  }

  /** undefined: it is one too many to be kept. */
  #note(caller: Caller, call: Call): OpenEntry | undefined {
    const now = this.#options.clock.now().wall;
    const { workspace, words } = caller;
    const key = keyOf(caller, call);
    let known = this.#open.get(key);
    if (known && now - known.record.at < minute) {
      known.record.count += 1;
      known.record.lastAt = now;
      known.changed = true;
    } else if (this.#open.size < mostOpen) {
      if (known) this.#write();
      const { resources: resource = [], ...asked } = call;
      known = this.#enter(key, { ...asked, resource, workspace, at: now }, words);
      // At once: when it is written the account may have signed out, and its name is known no more.
      this.#nameAccounts([known]);
      this.#open.set(key, known);
    } else known = undefined;
    this.#cancelWrite ??= this.#options.clock.after(writeDelay, () => this.#write());
    return known;
  }

  #enter(
    key: string,
    about: Omit<AuditRecord, 'lastAt' | 'count' | 'says' | 'confirmed'>,
    words: string | null,
  ): OpenEntry {
    const said = words === null ? null : readClientWords(words);
    const says = { program: said?.name ?? null, pid: said?.pid ?? null, directory: said?.cwd ?? null };
    const record: AuditRecord = { ...about, lastAt: about.at, count: 1, says, confirmed: null };
    const entry = { id: null, key, record, changed: true };
    void this.#look(entry);
    return entry;
  }

  /** After the caller has its answer. */
  async #look(entry: OpenEntry): Promise<void> {
    if (this.#looks >= mostLooks) return;
    this.#looks += 1;
    const { pid, directory } = entry.record.says;
    entry.record.confirmed = await confirmProcess(pid, directory);
    entry.changed = true;
    this.#looks -= 1;
  }

  #write(): void {
    this.#cancelWrite?.();
    this.#cancelWrite = null;
    const { store, clock, log } = this.#options;
    const changed = [...this.#open.values()].filter((entry) => entry.changed);
    const now = clock.now().wall;
    for (const [key, { record }] of this.#open) if (now - record.at >= minute) this.#open.delete(key);
    this.#firstAnswers.keepOnly((entry) => this.#isOpen(entry));
    if (changed.length === 0) return;
    if (!this.#options.isOn()) return this.#open.clear();
    try {
      this.#nameAccounts(changed);
      const ids = store.write(changed);
      for (const [index, entry] of changed.entries()) Object.assign(entry, { id: ids[index], changed: false });
      store.trim(now - longest, most);
    } catch (error) {
      // Tokens are served all the same; the entries are lost.
      log.error({ err: error }, 'the audit log could not be written');
      this.#open.clear();
    }
  }

  #nameAccounts(entries: OpenEntry[]): void {
    const names = new Map(this.#options.accounts().map(({ id, name }) => [id, name]));
    for (const { record } of entries)
      if (record.account) record.account.name = names.get(record.account.id) ?? record.account.name;
  }
}

function keyOf({ workspace, words }: Caller, { outcome, problem, profile, account, scope, resources }: Call): string {
  return `${problem ?? outcome}\n${profile}\n${account?.id ?? null}\n${scope}\n${resources ?? ''}\n${workspace}\n${words}`;
}

function endOf(problem: ErrorCode): End {
  const wantedPermission = problem === 'permission_required' || problem === 'permission_denied';
  return wantedPermission ? { outcome: problem, problem: null } : { outcome: 'refused', problem };
}
