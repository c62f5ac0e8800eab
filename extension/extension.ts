/** Puts the parts together. Nothing is asked, and no daemon started, before there is an account or a wish. */

import { join } from 'node:path';
import * as vscode from 'vscode';
import { AuthenticationProvider } from './authentication-provider.ts';
import { keepClipboardClean } from './clipboard.ts';
import { keepContexts } from './contexts.ts';
import { copyToken } from './copy-token.ts';
import { Daemon } from './daemon.ts';
import { createDoctor } from './doctor.ts';
import { tellOfEndings } from './endings.ts';
import { watchExpiry } from './expiry-radar.ts';
import { tellFailure } from './failure.ts';
import { showMenu } from './menu.ts';
import { installPythonClient } from './notebook/python-client.ts';
import { useInNotebook } from './notebook/use-in-notebook.ts';
import { createOutput } from './output.ts';
import { askForPermissions } from './permissions/ask.ts';
import { registerWorkspaces } from './permissions/register.ts';
import { showPermissions } from './permissions/show.ts';
import { removeProfile } from './profiles/remove-profile.ts';
import { revokeAll } from './revoke-all.ts';
import { showCodeAgain } from './sign-in/show-again.ts';
import { addAndSignIn, signIn, toWish } from './sign-in/sign-in.ts';
import { signOut } from './sign-out.ts';
import { showStatusBar } from './status-bar.ts';
import { changeStore } from './store/change-store.ts';
import { openStore, openUnasked } from './store/open-store.ts';
import { offerInTerminals } from './terminal-environment.ts';
import { watchLongLivedTokens } from './token-radar.ts';
import { openWalkthrough } from './walkthrough.ts';

export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const output = createOutput(context);
  const bundle = join(context.extensionPath, 'dist');
  const daemon = new Daemon(bundle, output, context.secrets);
  context.subscriptions.push(daemon);

  const command = (name: string, run: (argument?: unknown) => Promise<unknown>) =>
    context.subscriptions.push(
      vscode.commands.registerCommand(name, (argument) => tellFailure(output, () => run(argument))),
    );
  command('tokenwell.signIn', (argument) => signIn(daemon, output, toWish(argument)));
  command('tokenwell.signInAnotherWay', () => signIn(daemon, output, { anotherWay: true }));
  command('tokenwell.addProfile', () => addAndSignIn(daemon, output));
  command('tokenwell.removeProfile', () => removeProfile(daemon));
  command('tokenwell.showCode', () => showCodeAgain(daemon));
  command('tokenwell.importTokens', async () =>
    (await import('./imports/import-tokens.ts')).importTokens(daemon, output),
  );
  command('tokenwell.getStarted', () => openWalkthrough(context));
  command('tokenwell.signOut', () => signOut(daemon));
  command('tokenwell.revokeAll', () => revokeAll(daemon, output));
  command('tokenwell.copyToken', () => copyToken(daemon));
  // Loaded at the first wish: activation does not wait for it.
  command('tokenwell.manageTokens', async () =>
    (await import('./panel/panel.ts')).TokenPanel.show(context, daemon, output),
  );
  const panels = vscode.window.registerWebviewPanelSerializer('tokenwell.manageTokens', {
    deserializeWebviewPanel: async (panel) =>
      (await import('./panel/panel.ts')).TokenPanel.restore(panel, context, daemon, output),
  });
  context.subscriptions.push(panels);
  command('tokenwell.showPermissions', () => showPermissions(daemon));
  command('tokenwell.useInNotebook', () => useInNotebook(daemon));
  command('tokenwell.installPythonClient', () => installPythonClient(bundle, output));
  command('tokenwell.doctor', createDoctor(context, daemon, bundle));
  command('tokenwell.unlock', () => openStore(daemon));
  command('tokenwell.changeStore', () => changeStore(daemon));
  command('tokenwell.showMenu', () => showMenu(daemon));

  registerWorkspaces(context, daemon, output);
  askForPermissions(context, daemon, output);
  showStatusBar(context, daemon);
  keepContexts(context, daemon);
  keepClipboardClean(context);
  watchExpiry(context, daemon);
  tellOfEndings(context, daemon);
  watchLongLivedTokens(context, daemon, output);
  AuthenticationProvider.register(context, daemon, output);
  offerInTerminals(context, daemon, bundle, output);
  const opening = daemon.onEvent((event) => {
    if (event.type === 'hello') void tellFailure(output, () => openUnasked(daemon, event.store));
  });
  context.subscriptions.push(opening);
  if (daemon.hasState) void tellFailure(output, () => daemon.reach());
  output.info(`Activated in ${(performance.now() - start).toFixed(1)} ms.`);
}
