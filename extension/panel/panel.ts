/** "Tokenwell: Manage Tokens": an editor with all accounts and what belongs to them. One a window. */

import * as vscode from 'vscode';
import type { Daemon } from '../daemon.ts';
import { toHost } from './messages-to-host.ts';
import type { ToView } from './messages-to-view.ts';
import { pageOf } from './page.ts';
import { Wishes } from './wishes.ts';

/** Its kind, by which VS Code brings its tab back. */
const kind = 'tokenwell.manageTokens';

export class TokenPanel {
  static #open: TokenPanel | null = null;
  readonly #panel: vscode.WebviewPanel;
  readonly #output: vscode.LogOutputChannel;
  readonly #wishes: Wishes;
  #isClosed = false;

  /** Shows it, where it is open already; else opens it. */
  static show(context: vscode.ExtensionContext, daemon: Daemon, output: vscode.LogOutputChannel): void {
    if (TokenPanel.#open) return TokenPanel.#open.#panel.reveal();
    // Not kept while hidden: a value that is shown ends with the page that shows it.
    const panel = vscode.window.createWebviewPanel(kind, vscode.l10n.t('Tokenwell'), vscode.ViewColumn.Active);
    TokenPanel.#open = new TokenPanel(panel, context, daemon, output);
  }

  /** A tab that was open before the window was loaded anew. Its page knows where the person was, and no value. */
  static restore(
    panel: vscode.WebviewPanel,
    context: vscode.ExtensionContext,
    daemon: Daemon,
    output: vscode.LogOutputChannel,
  ): void {
    if (TokenPanel.#open) panel.dispose();
    else TokenPanel.#open = new TokenPanel(panel, context, daemon, output);
  }

  constructor(
    panel: vscode.WebviewPanel,
    context: vscode.ExtensionContext,
    daemon: Daemon,
    output: vscode.LogOutputChannel,
  ) {
    const bundle = vscode.Uri.joinPath(context.extensionUri, 'dist');
    this.#output = output;
    this.#panel = panel;
    this.#panel.webview.options = { enableScripts: true, localResourceRoots: [bundle] };
    this.#panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'media/icon.png');
    this.#wishes = new Wishes(daemon, output, (message) => this.#tell(message));
    this.#panel.webview.onDidReceiveMessage((message) => this.#take(message));
    this.#panel.onDidChangeViewState(() => {
      if (!this.#panel.visible) this.#wishes.hidden();
    });
    this.#panel.onDidDispose(() => {
      this.#isClosed = true;
      this.#wishes.dispose();
      TokenPanel.#open = null;
    });
    this.#panel.webview.html = pageOf(this.#panel.webview, bundle);
  }

  /** What was begun before it was closed ends afterwards, and there is no page to tell. */
  #tell(message: ToView): void {
    if (this.#isClosed) return;
    void this.#panel.webview.postMessage(message);
  }

  #take(message: unknown): void {
    const read = toHost.safeParse(message);
    if (!read.success) this.#output.error('The panel sent a message that nobody understands.');
    else if (read.data.type === 'ready') this.#wishes.begin();
    else void this.#wishes.fulfil(read.data.id, read.data.wish);
  }
}
