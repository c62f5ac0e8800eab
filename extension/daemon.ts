/**
 * The daemon as this window sees it: its state by the event feed, its calls by a connection. The window holds no truth of
 * its own; after a restart of the daemon the first event, `hello`, brings all of it anew.
 */

import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { connect } from '../clients/node/connect.ts';
import { Connection } from '../clients/node/connection.ts';
import { EventFeed } from '../clients/node/events.ts';
import { findDaemon } from '../clients/node/find-daemon.ts';
import type { AccountSummary, Event, SignIn, StoreStatus } from '../daemon/api.ts';
import { findPaths } from '../daemon/paths.ts';
import { plainText } from './plain-text.ts';
import { self } from './workspace.ts';

const client = 'tokenwell-vscode';

/** Milliseconds that a question waits for a daemon that seems to be there, and may have ended without a word. */
const patience = 2_000;

/** Milliseconds: after a restart of the daemon the window is right again within a second. */
const backoff = { first: 100, longest: 500 };

export class Daemon implements vscode.Disposable {
  readonly #paths = findPaths();
  readonly #bundle: string;
  readonly #output: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #events = new vscode.EventEmitter<Event>();
  readonly #feed: EventFeed;
  readonly #accounts = new Map<string, AccountSummary>();
  readonly #signIns = new Map<string, SignIn>();
  #starting: Promise<Connection> | null = null;
  /** Whether it said that it ends: then it is not to be started again unasked. */
  #saidGoodbye = false;
  #closed = false;
  /** Of the VS Code on the person's own computer, also where this window is remote. */
  readonly secrets: vscode.SecretStorage;
  connected = false;
  /** Where the grants are kept and whether that is open; null until the daemon has said so. */
  store: StoreStatus | null = null;
  /** It was stopped while somebody was signed in: nobody is served until somebody starts it again. */
  stopped = false;

  /** Something that can be seen is different. */
  readonly onChange = this.#changed.event;
  readonly onEvent = this.#events.event;

  /** `bundle` is the folder of `daemon.mjs`. */
  constructor(bundle: string, output: vscode.LogOutputChannel, secrets: vscode.SecretStorage) {
    this.secrets = secrets;
    this.#bundle = bundle;
    this.#output = output;
    this.#feed = new EventFeed({
      find: () => findDaemon(this.#paths),
      client,
      self,
      backoff,
      onEvent: (event) => this.#take(event),
      onDisconnect: () => this.#disconnected(),
    });
  }

  get accounts(): AccountSummary[] {
    return [...this.#accounts.values()];
  }

  /** Sign-ins that wait for somebody to approve them. */
  get waiting(): SignIn[] {
    return [...this.#signIns.values()].filter(({ state }) => state === 'waiting');
  }

  get logs(): string {
    return this.#paths.logs;
  }

  /** Somebody signed in here before, so that a daemon is worth starting. */
  get hasState(): boolean {
    return existsSync(this.#paths.database);
  }

  /** Starts it where none runs; whoever comes meanwhile waits for the same start. */
  reach(): Promise<Connection> {
    this.#starting ??= this.#connect().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  /** For what a person does by hand in this window, and none of its folders. Starts no daemon. */
  byHand(): Connection {
    return new Connection({
      find: () => findDaemon(this.#paths),
      client,
      self: () => ({ ...self(), workspace: null }),
    });
  }

  /** With the kind of store that is set now. */
  async restart(): Promise<void> {
    await (await this.reach()).shutDown({ reason: 'stop' });
    await this.reach();
  }

  /** Resolves once this window knows who is signed in; at once where no daemon runs, for it starts none. */
  async known(): Promise<void> {
    if (this.connected || (!this.#starting && !findDaemon(this.#paths))) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, patience);
      const listener = this.onEvent(() => {
        clearTimeout(limit);
        listener.dispose();
        resolve();
      });
    });
  }

  dispose(): void {
    this.#closed = true;
    this.#feed.close();
    this.#changed.dispose();
    this.#events.dispose();
  }

  async #connect(): Promise<Connection> {
    const onNotice = (words: string) => void vscode.window.showInformationMessage(plainText(words));
    const environment = { ...process.env, TOKENWELL_STORE: wishedStore() };
    const connection = await connect({ client, self, paths: this.#paths, environment, bundle: this.#bundle, onNotice });
    this.#saidGoodbye = false;
    return connection;
  }

  #take(event: Event): void {
    if (event.type === 'hello') {
      this.#output.info(`Connected to the daemon, version ${event.version}.`);
      this.#accounts.clear();
      this.#signIns.clear();
      for (const account of event.accounts) this.#accounts.set(account.id, account);
      for (const signIn of event.sign_ins) this.#signIns.set(signIn.id, signIn);
      this.connected = true;
      this.store = event.store;
      this.stopped = false;
      this.#saidGoodbye = false;
    }
    if (event.type === 'store') this.store = event.store;
    if (event.type === 'account') this.#accounts.set(event.account.id, event.account);
    if (event.type === 'account_removed') this.#accounts.delete(event.account);
    if (event.type === 'sign_in') this.#signIns.set(event.sign_in.id, event.sign_in);
    if (event.type === 'shutdown') this.#saidGoodbye = true;
    this.#events.fire(event);
    if (event.type === 'shutdown' && event.reason !== 'handover') this.#forget();
    this.#changed.fire();
  }

  /** What a daemon said that has ended is true no more. */
  #forget(): void {
    this.stopped = this.#accounts.size > 0;
    this.#accounts.clear();
    this.#signIns.clear();
  }

  #disconnected(): void {
    if (!this.connected || this.#closed) return;
    this.connected = false;
    this.#output.warn('The connection to the daemon was lost.');
    this.#signIns.clear();
    this.#changed.fire();
    if (this.#saidGoodbye || this.#accounts.size === 0) return;
    this.reach().catch((error: Error) => this.#output.error(plainText(error.message)));
  }
}

/** undefined: what the state was sealed by, or the usual one. */
function wishedStore(): string | undefined {
  const wish = process.env.TOKENWELL_STORE || vscode.workspace.getConfiguration('tokenwell').get<string>('store');
  return wish === 'automatic' ? undefined : wish;
}
