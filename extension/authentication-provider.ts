/** Tokenwell's accounts for VS Code itself: its Accounts menu, and other extensions through `getSession('tokenwell', …)`. */

import * as vscode from 'vscode';
import { DaemonError } from '../clients/node/daemon-error.ts';
import type { AccountSummary, Event } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { plainText } from './plain-text.ts';
import { signIn } from './sign-in/sign-in.ts';

/** A scope of ours that picks a profile: `profile:lab`. All others are the server's. */
const profilePrefix = 'profile:';

/** Seconds: a person may be asked whether this workspace gets the token; a server that is down is waited for less. */
const patience = { usual: 60, retrying: 5 };

export class AuthenticationProvider implements vscode.AuthenticationProvider {
  readonly #daemon: Daemon;
  readonly #output: vscode.LogOutputChannel;
  /** By account: what VS Code was told, and has to be told again when it shall forget it. */
  readonly #labels = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;

  constructor(daemon: Daemon, output: vscode.LogOutputChannel) {
    this.#daemon = daemon;
    this.#output = output;
  }

  static register(context: vscode.ExtensionContext, daemon: Daemon, output: vscode.LogOutputChannel): void {
    const provider = new AuthenticationProvider(daemon, output);
    const options = { supportsMultipleAccounts: true };
    context.subscriptions.push(
      vscode.authentication.registerAuthenticationProvider('tokenwell', 'Tokenwell', provider, options),
      daemon.onEvent((event) => provider.#hear(event)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => provider.#tell('added', provider.#serving())),
    );
  }

  async getSessions(
    scopes: readonly string[] | undefined,
    { account: wanted }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<vscode.AuthenticationSession[]> {
    // Nobody's question starts a daemon; and a folder that is not trusted gets nothing.
    if (!vscode.workspace.isTrusted) return [];
    await this.#daemon.known();
    if (!this.#daemon.connected) return [];
    const profile = profileIn(scopes);
    const fitting = this.#serving().filter(
      (account) =>
        (profile === undefined || account.profile === profile) && (wanted === undefined || account.id === wanted.id),
    );
    // VS Code's own list of accounts: nobody wants a token, so nobody is asked for permission.
    if (scopes === undefined) return fitting.map((account) => bare(account.id, label(account)));
    const sessions = await Promise.all(fitting.map((account) => this.#session(account, scopes)));
    return sessions.filter((session) => session !== null);
  }

  async createSession(
    scopes: readonly string[],
    { account: wanted }: vscode.AuthenticationProviderSessionOptions = {},
  ): Promise<vscode.AuthenticationSession> {
    const known = this.#daemon.accounts.find(({ id }) => id === wanted?.id);
    const ended = await signIn(this.#daemon, this.#output, { profile: profileIn(scopes) ?? known?.profile });
    const session = ended?.account ? await this.#session(ended.account, scopes) : null;
    if (!session) throw new Error(vscode.l10n.t('Nobody signed in.'));
    return session;
  }

  async removeSession(id: string): Promise<void> {
    await (await this.#daemon.reach()).signOut(id);
  }

  /** null: the server's answer to the account's sign-in does not cover these scopes. */
  async #session(account: AccountSummary, scopes: readonly string[]): Promise<vscode.AuthenticationSession | null> {
    const scope = scopes.filter((one) => !one.startsWith(profilePrefix)).join(' ') || undefined;
    try {
      const connection = await this.#daemon.reach();
      const deadline = account.state === 'retrying' ? patience.retrying : patience.usual;
      const query = { account: account.id, scope, deadline };
      const { access_token: accessToken } = await connection.token(account.profile, query);
      return { ...bare(account.id, label(account)), accessToken, scopes };
    } catch (error) {
      if (error instanceof DaemonError) return null;
      throw error;
    }
  }

  /** VS Code keeps a list of its own, by label; it learns of each change here. */
  #hear(event: Event): void {
    if (event.type === 'hello') {
      const gone = [...this.#labels.keys()].filter((id) => !event.accounts.some((account) => account.id === id));
      this.#tell('removed', gone);
      this.#tell('added', this.#serving());
    }
    if (event.type === 'sign_in' && event.sign_in.account) this.#tell('added', [event.sign_in.account]);
    // Who got nothing before may get something now.
    if (event.type === 'permissions') this.#tell('changed', this.#serving());
    if (event.type === 'token_renewed') this.#tell('changed', [event.account]);
    if (event.type === 'account' && event.account.state === 'signed_out') this.#tell('removed', [event.account.id]);
    if (event.type === 'account_removed') this.#tell('removed', [event.account]);
    if (event.type === 'shutdown' && event.reason !== 'handover') this.#tell('removed', [...this.#labels.keys()]);
  }

  /** A folder that is not trusted does not even hear who is signed in. */
  #tell(what: 'added' | 'removed' | 'changed', accounts: (AccountSummary | string)[]): void {
    for (const account of accounts) if (typeof account !== 'string') this.#labels.set(account.id, label(account));
    const ids = accounts.map((account) => (typeof account === 'string' ? account : account.id));
    const sessions = ids.map((id) => bare(id, this.#labels.get(id) ?? id));
    if (what === 'removed') for (const id of ids) this.#labels.delete(id);
    if (sessions.length === 0 || !vscode.workspace.isTrusted) return;
    this.#changed.fire({ added: undefined, removed: undefined, changed: undefined, [what]: sessions });
  }

  #serving(): AccountSummary[] {
    return this.#daemon.accounts.filter(({ state }) => state === 'signed_in' || state === 'retrying');
  }
}

function label({ name, profile }: AccountSummary): string {
  return plainText(`${name} · ${profile}`);
}

function profileIn(scopes: readonly string[] | undefined): string | undefined {
  return scopes?.find((scope) => scope.startsWith(profilePrefix))?.slice(profilePrefix.length);
}

/** Events carry no token: whoever hears one asks again. */
function bare(id: string, name: string): vscode.AuthenticationSession {
  return { id, accessToken: '', account: { id, label: name }, scopes: [] };
}
