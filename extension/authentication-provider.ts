/** Tokenwell's accounts for VS Code itself: its Accounts menu, and other extensions through `getSession('tokenwell', …)`. */

import * as vscode from 'vscode';
import { DaemonError } from '../clients/node/daemon-error.ts';
import type { AccountSummary } from '../daemon/api.ts';
import type { Daemon } from './daemon.ts';
import { signIn } from './sign-in.ts';

/** Seconds that a person gets to answer whether this workspace may have the token. */
const patience = 60;

/** A scope of ours that picks a profile: `profile:lab`. All others are the server's. */
const profilePrefix = 'profile:';

export class AuthenticationProvider implements vscode.AuthenticationProvider {
  readonly #daemon: Daemon;
  readonly #changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly onDidChangeSessions = this.#changed.event;

  constructor(daemon: Daemon) {
    this.#daemon = daemon;
  }

  static register(context: vscode.ExtensionContext, daemon: Daemon): void {
    const provider = new AuthenticationProvider(daemon);
    const options = { supportsMultipleAccounts: true };
    context.subscriptions.push(
      vscode.authentication.registerAuthenticationProvider('tokenwell', 'Tokenwell', provider, options),
      daemon.onEvent((event) => {
        if (event.type === 'token_renewed') provider.#tell('changed', event.account);
        // Who got nothing before may get something now.
        if (event.type === 'permissions') for (const { id } of daemon.accounts) provider.#tell('changed', id);
        // Whoever asked before the daemon was there asks again; what a stopped one served is served no more.
        if (event.type === 'hello') for (const { id } of event.accounts) provider.#tell('added', id);
        if (event.type === 'shutdown' && event.reason !== 'handover') {
          for (const { id } of daemon.accounts) provider.#tell('removed', id);
        }
        if (event.type === 'account_removed') provider.#tell('removed', event.account);
        if (event.type === 'sign_in' && event.sign_in.account) provider.#tell('added', event.sign_in.account.id);
      }),
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
    const fitting = this.#daemon.accounts.filter(
      (account) =>
        (account.state === 'signed_in' || account.state === 'retrying') &&
        (profile === undefined || account.profile === profile) &&
        (wanted === undefined || account.id === wanted.id),
    );
    // VS Code's own list of accounts: nobody wants a token, so nobody is asked for permission.
    if (scopes === undefined) return fitting.map((account) => ({ ...bare(account.id), account: shown(account) }));
    const sessions = await Promise.all(fitting.map((account) => this.#session(account, scopes)));
    return sessions.filter((session) => session !== null);
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const ended = await signIn(this.#daemon, profileIn(scopes));
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
      const { access_token: accessToken } = await connection.token(account.profile, {
        ...{ account: account.id, scope, deadline: patience },
      });
      return { ...bare(account.id), accessToken, account: shown(account), scopes };
    } catch (error) {
      if (error instanceof DaemonError) return null;
      throw error;
    }
  }

  #tell(what: 'added' | 'removed' | 'changed', id: string): void {
    const known = this.#daemon.accounts.find((account) => account.id === id);
    // VS Code's menu takes the name from here.
    const session = known ? { ...bare(id), account: shown(known) } : bare(id);
    this.#changed.fire({ added: undefined, removed: undefined, changed: undefined, [what]: [session] });
  }
}

function shown({ id, name, profile }: AccountSummary): vscode.AuthenticationSessionAccountInformation {
  return { id, label: `${name} · ${profile}` };
}

function profileIn(scopes: readonly string[] | undefined): string | undefined {
  return scopes?.find((scope) => scope.startsWith(profilePrefix))?.slice(profilePrefix.length);
}

/** Events carry no token: whoever hears one asks again. */
function bare(id: string): vscode.AuthenticationSession {
  return { id, accessToken: '', account: { id, label: id }, scopes: [] };
}
