/** What `when` clauses and the walkthrough may ask: `tokenwell.signedIn` and the like. */

import * as vscode from 'vscode';
import type { Daemon } from './daemon.ts';

export function keepContexts(context: vscode.ExtensionContext, daemon: Daemon): void {
  const known = new Map<string, boolean>();
  const tell = (name: string, value: boolean) => {
    if (known.get(name) === value) return;
    known.set(name, value);
    void vscode.commands.executeCommand('setContext', `tokenwell.${name}`, value);
  };
  const update = () => {
    tell(
      'signedIn',
      daemon.accounts.some(({ state }) => state !== 'signed_out'),
    );
    tell('hasAccounts', daemon.accounts.length > 0);
    tell('waiting', daemon.waiting.length > 0);
    tell('locked', daemon.store?.state === 'locked');
  };
  update();
  context.subscriptions.push(daemon.onChange(update));
}
