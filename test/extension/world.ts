/** What the tests in the extension host share: profiles, the daemon as this VS Code starts it, and VS Code's own events. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { connect } from '../../clients/node/connect.ts';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon, readDiscovery } from '../../clients/node/find-daemon.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { findPaths } from '../../daemon/paths.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import { isRunning, untilGone } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';

const client = 'tokenwell-test';
const paths = findPaths();

export const connection = new Connection({ find: () => findDaemon(paths), client });

export function startDaemon(): Promise<Connection> {
  const folder = vscode.extensions.getExtension('tokenwell.tokenwell')?.extensionPath ?? '';
  return connect({ client, paths, bundle: join(folder, 'dist') });
}

/** null: none runs. */
export function daemonPid(): number | null {
  const pid = readDiscovery(paths.discovery)?.pid;
  return pid !== undefined && isRunning(pid) ? pid : null;
}

/** Leaves the next test a VS Code without accounts and without a daemon. */
export async function endDaemon(): Promise<void> {
  const pid = daemonPid();
  if (pid === null) return;
  await connection.revokeAll();
  await connection.shutDown();
  await untilGone(pid);
}

/** The profile `lab`. */
export function writeProfile({ issuer, clientId }: AuthorizationServer): void {
  const lab = { issuer, client_id: clientId, scope: 'openid profile offline_access' };
  mkdirSync(dirname(paths.configFile), { recursive: true, mode: 0o700 });
  writeFileSync(paths.configFile, JSON.stringify({ profiles: { lab } }));
}

/** Resolves when VS Code next tells that Tokenwell's sessions changed. */
export function sessionsChange(): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id !== 'tokenwell') return;
      listener.dispose();
      resolve();
    });
  });
}

/** Signs somebody in, whose tokens this window's folder may have: nobody is here to answer a question. */
export async function signInPermitted(server: AuthorizationServer, as = 'alice'): Promise<AccountSummary> {
  const account = await signInByCode(await startDaemon(), server, { as });
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? null;
  await connection.decidePermission({ workspace, account: account.id, decision: 'allow' });
  return account;
}

/** undefined: nobody is signed in, or not with these scopes. Never asks anybody. */
export function session(...scopes: string[]): Thenable<vscode.AuthenticationSession | undefined> {
  return vscode.authentication.getSession('tokenwell', scopes, { silent: true });
}
