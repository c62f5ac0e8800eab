/** What the panel shows, from the daemon alone: read when it is asked for, and again when the daemon says that it changed. */

import * as vscode from 'vscode';
import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary, Event, LongLivedToken, TokenKind } from '../../daemon/api.ts';
import type { Daemon } from '../daemon.ts';
import type { Details, ToView } from './messages-to-view.ts';
import { problemOf, wantsCredentials } from './problem.ts';

/** Entries of the audit log. */
const newest = 50;

interface Shown {
  id: string;
  all: boolean;
  details: Details | null;
  /** Of the account, when it was read. */
  state: AccountSummary['state'] | undefined;
}

export class Contents implements vscode.Disposable {
  readonly #daemon: Daemon;
  readonly #tell: (message: ToView) => void;
  readonly #listeners: vscode.Disposable[];
  #account: Shown | null = null;
  /** Who was signed in when it was read which tokens live on. */
  #signedIn: string | null = null;
  /** Others than accounts that are shown. */
  #shows: 'permissions' | 'activity' | null = null;

  constructor(daemon: Daemon, tell: (message: ToView) => void) {
    this.#daemon = daemon;
    this.#tell = tell;
    this.#listeners = [daemon.onChange(() => this.#tellAccounts()), daemon.onEvent((event) => void this.#take(event))];
  }

  begin(): void {
    this.#account = null;
    this.#shows = null;
    this.#signedIn = null;
    this.#tellAccounts();
    if (!this.#daemon.connected && !this.#daemon.stopped) void this.#daemon.reach().catch(() => {});
  }

  /** `all`: others' tokens too, where the server shows them. */
  async showAccount(id: string, all: boolean): Promise<void> {
    const known = this.#account?.id === id ? this.#account.details : null;
    this.#account = { id, all, details: known, state: this.#stateOf(id) };
    this.#shows = null;
    await this.refresh(id);
  }

  async showPermissions(): Promise<void> {
    this.#shows = 'permissions';
    try {
      const { permissions } = await (await this.#daemon.reach()).permissions();
      this.#tell({ type: 'permissions', permissions, problem: null });
    } catch (error) {
      this.#tell({ type: 'permissions', permissions: [], problem: problemOf(error) });
    }
  }

  async showActivity(): Promise<void> {
    this.#shows = 'activity';
    try {
      const { enabled, entries } = await (await this.#daemon.reach()).audit({ limit: newest });
      this.#tell({ type: 'activity', enabled, entries, problem: null });
    } catch (error) {
      this.#tell({ type: 'activity', enabled: true, entries: [], problem: problemOf(error) });
    }
  }

  async refresh(id: string): Promise<void> {
    const shown = this.#account;
    if (shown?.id !== id) return;
    try {
      const details = await this.#read(id, shown.all);
      if (this.#account !== shown) return;
      shown.details = details;
      this.#tell({ type: 'details', account: id, details, problem: null });
    } catch (error) {
      if (this.#account !== shown) return;
      this.#tell({ type: 'details', account: id, details: shown.details, problem: problemOf(error) });
    }
  }

  token(account: string, id: string): LongLivedToken {
    const token = this.#detailsOf(account)?.tokens.find((one) => one.id === id);
    if (!token) throw new Error(vscode.l10n.t('This token is on the list no more.'));
    return token;
  }

  kind(account: string, kind: string): TokenKind | undefined {
    return this.#detailsOf(account)?.capabilities.token_kinds.find((one) => one.kind === kind);
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #detailsOf(account: string): Details | null {
    return this.#account?.id === account ? this.#account.details : null;
  }

  async #read(id: string, all: boolean): Promise<Details> {
    const connection = await this.#daemon.reach();
    const [capabilities, { tokens }] = await Promise.all([
      connection.accountCapabilities(id),
      connection.longLivedTokens(id, { all: all ? 'true' : 'false' }),
    ]);
    const applications = capabilities.applications && (await applicationsOf(connection, id));
    return { capabilities, tokens, applications };
  }

  #tellAccounts(): void {
    const { connected, accounts } = this.#daemon;
    this.#tell({ type: 'accounts', connected, accounts });
    const signedIn = accounts.map(({ id, state }) => `${id} ${state === 'signed_out'}`).join();
    if (!connected || signedIn === this.#signedIn) return;
    this.#signedIn = signedIn;
    void this.#tellLeftTokens();
  }

  async #tellLeftTokens(): Promise<void> {
    try {
      const { tokens } = await (await this.#daemon.reach()).leftTokens();
      this.#tell({ type: 'left_tokens', tokens });
    } catch {
      // It is asked for again with the next change.
      this.#signedIn = null;
    }
  }

  async #take(event: Event): Promise<void> {
    if (event.type === 'hello' && this.#account) await this.refresh(this.#account.id);
    if (event.type === 'long_lived_tokens') await this.refresh(event.account);
    if (event.type === 'left_tokens') await this.#tellLeftTokens();
    if (event.type === 'permissions' && this.#shows === 'permissions') await this.showPermissions();
    if (event.type === 'token_renewed' && this.#shows === 'activity') await this.showActivity();
    if (event.type === 'account') await this.#follow(event.account);
  }

  /** Signed out or in again: what can be managed is different. */
  async #follow({ id, state }: AccountSummary): Promise<void> {
    if (this.#account?.id !== id || this.#account.state === state) return;
    this.#account.state = state;
    await this.refresh(id);
  }

  #stateOf(id: string): AccountSummary['state'] | undefined {
    return this.#daemon.accounts.find((account) => account.id === id)?.state;
  }
}

/** null: the server wants something for each call that nobody has typed yet, or not lately. */
async function applicationsOf(connection: Connection, account: string): Promise<Details['applications']> {
  try {
    return (await connection.applications(account)).applications;
  } catch (error) {
    if (wantsCredentials(error)) return null;
    throw error;
  }
}
