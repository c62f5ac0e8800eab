/** What most of these suites need: a VS Code, an authorization server, and the profile `lab` that leads from one to the other. */

import type { AccountSummary } from '../../daemon/api.ts';
import { type AuthorizationServer, type Options, startAuthorizationServer } from '../support/authorization-server.ts';
import { signInByCode } from '../support/sign-in.ts';
import { useVSCode, type VSCode, type VSCodeOptions, type Window } from '../support/vscode.ts';

export interface Lab {
  readonly vscode: VSCode;
  /** A new one for each test. */
  readonly server: AuthorizationServer;
  /** As new, for where the sign-in itself is not what is tried. */
  signedIn(as?: string): Promise<AccountSummary>;
  /** The same, and the workspace may have the account's tokens. */
  permitted(): Promise<AccountSummary>;
  /** Clicks until the dialog with the code is there, and resolves with the code. */
  askToSignIn(window: Window): Promise<string>;
}

export function useLab({ server: options = {}, ...rest }: VSCodeOptions & { server?: Options } = {}): Lab {
  const vscode = useVSCode(rest);
  let server: AuthorizationServer;
  beforeEach(async () => {
    server = await startAuthorizationServer(options);
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid profile offline_access' };
    vscode.writeProfiles({ lab });
  });
  afterEach(() => server.close());
  return {
    vscode,
    get server() {
      return server;
    },
    signedIn: async (as = 'alice') => signInByCode(await vscode.startDaemon(), server, { as }),
    async permitted() {
      const account = await this.signedIn();
      const { workspace } = vscode;
      await vscode.connection.decidePermission({ workspace, account: account.id, decision: 'allow' });
      return account;
    },
    async askToSignIn(window) {
      await window.statusBar.click();
      await window.quickPick.choose('lab');
      await window.modal.asks('Sign in at');
      return /Code: (\S+)/.exec(await window.modal.detail())?.[1] ?? '';
    },
  };
}
