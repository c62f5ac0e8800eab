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
  record: AuditRecord;
  changed: boolean;
}

/** How a call ended. */
type End = Pick<AuditEntry, 'outcome' | 'problem'>;

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
  #cancelWrite: CancelTimer | null = null;
  #looks = 0;

  constructor(options: AuditLogOptions) {
    this.#options = options;
  }

  served(caller: Caller, request: TokenRequest, { account, profile, scope }: TokenResponse): void {
    const { resources } = request;
    const served = { id: account, name: '' };
    if (this.#answerFollows(caller, request, { outcome: 'served', account: served, scope })) return;
    this.#note(caller, { outcome: 'served', problem: null }, profile, served, scope, resources);
  }

  refused(caller: Caller, request: RefusedRequest, problem: ErrorCode): void {
    this.#note(caller, endOf(problem), request.profile, null, request.scopes?.join(' ') ?? '', request.resources);
  }

  /** The same call a moment later, once the person had said yes: one entry, which tells how it ended. */
  #answerFollows(
    { workspace, words }: Caller,
    { profile, scopes, resources }: TokenRequest,
    end: Pick<AuditRecord, 'outcome' | 'account' | 'scope'>,
  ): boolean {
    const keyOf = (outcome: string, account: string | null, scope: string) =>
      `${outcome}\n${profile}\n${account}\n${scope}\n${resources ?? ''}\n${workspace}\n${words}`;
    const asked = keyOf('permission_required', null, scopes?.join(' ') ?? '');
    const ended = keyOf(end.outcome, end.account?.id ?? null, end.scope);
    const entry = this.#open.get(asked);
    const now = this.#options.clock.now().wall;
    if (!entry || now - entry.record.at >= minute || this.#open.has(ended)) return false;
    this.#open.delete(asked);
    Object.assign(entry.record, end, { count: 1, lastAt: now });
    entry.changed = true;
    this.#open.set(ended, entry);
    this.#cancelWrite ??= this.#options.clock.after(writeDelay, () => this.#write());
    return true;
  }

  exported(caller: Caller, token: { profile: string; account: string; scope: string }, place: string): void {
    const end: End = { outcome: 'exported', problem: null };
    this.#note(caller, end, token.profile, { id: token.account, name: '' }, token.scope, [place]);
  }

  given(caller: Caller, { id, name, profile }: Pick<AccountSummary, 'id' | 'name' | 'profile'>, what: string): void {
    this.#note(caller, { outcome: 'given', problem: null }, profile, { id, name }, '', [what]);
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

  #note(
    caller: Caller,
    end: End,
    profile: string,
    account: AuditEntry['account'],
    scope: string,
    resources: string[] | undefined,
  ): void {
    const now = this.#options.clock.now().wall;
    const { workspace, words } = caller;
    const key = `${end.problem ?? end.outcome}\n${profile}\n${account?.id ?? null}\n${scope}\n${resources ?? ''}\n${workspace}\n${words}`;
    const known = this.#open.get(key);
    if (known && now - known.record.at < minute) {
      known.record.count += 1;
      known.record.lastAt = now;
      known.changed = true;
    } else if (this.#open.size < mostOpen) {
      if (known) this.#write();
      const asked = { ...end, profile, account, scope };
      const entry = this.#enter({ ...asked, resource: resources ?? [], workspace, at: now }, words);
      // At once: when it is written the account may have signed out, and its name is known no more.
      this.#nameAccounts([entry]);
      this.#open.set(key, entry);
    }
    this.#cancelWrite ??= this.#options.clock.after(writeDelay, () => this.#write());
  }

  #enter(about: Omit<AuditRecord, 'lastAt' | 'count' | 'says' | 'confirmed'>, words: string | null): OpenEntry {
    const said = words === null ? null : readClientWords(words);
    const says = { program: said?.name ?? null, pid: said?.pid ?? null, directory: said?.cwd ?? null };
    const record: AuditRecord = { ...about, lastAt: about.at, count: 1, says, confirmed: null };
    const entry = { id: null, record, changed: true };
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

function endOf(problem: ErrorCode): End {
  const wantedPermission = problem === 'permission_required' || problem === 'permission_denied';
  return wantedPermission ? { outcome: problem, problem: null } : { outcome: 'refused', problem };
}
