/**
 * Which workspace may have tokens of which account: asks a person once, keeps the answer, and lets those who wait go on.
 */

import type {
  Permission,
  PermissionDecision,
  PermissionRequest,
  PermissionsResponse,
  WorkspaceRegistration,
} from '../api.ts';
import type { Caller, Question, TokenGate } from '../caller.ts';
import { readClientWords } from '../client-words.ts';
import type { Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { EventStream } from '../events.ts';
import type { PermissionService } from '../services.ts';
import type { PermissionStore } from '../store/permission-store.ts';
import { Callers } from './callers.ts';
import { type DecisionAccount, Decisions, type Place, placeKey } from './decisions.ts';
import { Questions } from './questions.ts';
import { denied, putOff, required, untrusted } from './refusals.ts';
import { Workspaces } from './workspaces.ts';

interface PermissionsOptions {
  store: PermissionStore;
  accounts: () => DecisionAccount[];
  events: EventStream;
  clock: Clock;
}

export class Permissions implements TokenGate, PermissionService {
  readonly #options: PermissionsOptions;
  readonly #decisions: Decisions;
  readonly #workspaces = new Workspaces(() => this.#callers.forget());
  readonly #callers: Callers = new Callers(this.#workspaces);
  readonly #questions: Questions;
  readonly #unsubscribe: () => void;

  constructor(options: PermissionsOptions) {
    const { store, events, clock } = options;
    this.#options = options;
    this.#decisions = new Decisions(store, clock);
    this.#questions = new Questions({
      clock,
      asked: (request) => events.emit({ type: 'permission_requested', request }),
      gone: (request) => events.emit({ type: 'permission_request_ended', request }),
      unanswered: required,
    });
    this.#workspaces.remember(this.#decisions.folders());
    this.#unsubscribe = events.subscribe((event) => {
      if (event.type === 'account_removed') this.#forgetAccount(event.account);
    });
  }

  identify(words: string | undefined, keyWorkspace: string | null): Caller {
    return this.#callers.of(words, keyWorkspace);
  }

  allows({ workspace, trusted }: Caller, account: string): boolean {
    if (!trusted) return false;
    const decision = this.#decisions.find(workspace, account);
    return decision === 'allow' || decision === 'once';
  }

  isWindow({ trusted, words }: Caller): boolean {
    const window = words === null ? null : readClientWords(words).window;
    return trusted && window !== null && this.#workspaces.isConnected(window);
  }

  ask(caller: Caller, account: DecisionAccount): Question {
    const workspace = caller.workspace === null ? null : this.#workspaces.named(caller.workspace);
    const about = { workspace, account };
    if (!caller.trusted) throw untrusted(about);
    if (workspace === null || this.#decisions.find(workspace.folder, account.id) === 'deny') throw denied(about);
    const late = () => required(about);
    const key = placeKey(workspace.folder, account.id);
    if (this.#questions.isResting(key)) return { allowed: Promise.reject(putOff(about)), late };
    const answer = this.#questions.ask(key, { workspace, account, client: caller.words });
    // The question stands for whoever opens the window; the caller has nobody to wait for.
    if (!this.#workspaces.of(workspace.folder)?.open) return { allowed: Promise.reject(late()), late };
    return { allowed: answer.then(() => void this.allows(caller, account.id)), late };
  }

  list(): PermissionsResponse {
    return {
      permissions: this.#decisions.list(this.#accounts()),
      requests: this.#questions.list(),
      workspaces: this.#workspaces.list(),
    };
  }

  requests(): PermissionRequest[] {
    return this.#questions.list();
  }

  decide(decision: PermissionDecision): Permission | null {
    if (!('request' in decision)) {
      const workspace = decision.workspace === null ? null : this.#workspaces.named(decision.workspace);
      return this.#settle({ workspace, account: decision.account }, decision.decision, null);
    }
    const request = this.#questions.find(decision.request);
    if (!request) throw notFound('This question was answered already, or nobody waits for it any more.');
    const place = { workspace: request.workspace, account: request.account.id };
    if (decision.decision !== 'later') return this.#settle(place, decision.decision, request.client);
    this.#questions.putOff(placeKey(request.workspace.folder, request.account.id));
    return null;
  }

  remove(id: string): void {
    const found = this.#decisions.remove(id, this.#accounts());
    if (!found) throw notFound(`There is no permission ${id}. \`tokenwell permissions list\` shows them.`);
    this.#changed();
  }

  windowOpened(words: string | undefined): () => void {
    const window = words === undefined ? null : readClientWords(words).window;
    if (window === null) return () => {};
    this.#workspaces.windowOpened(window);
    return () => this.#workspaces.windowClosed(window);
  }

  async register(registration: WorkspaceRegistration): Promise<void> {
    await this.#workspaces.register(registration);
    this.#options.events.emit({ type: 'permissions' });
  }

  isTrusted(folder: string): boolean {
    return this.#workspaces.of(folder)?.trusted !== false;
  }

  close(): void {
    this.#unsubscribe();
    this.#questions.close();
    this.#decisions.save();
  }

  #settle(place: Place, decision: Permission['decision'], client: string | null): Permission {
    const account = this.#accounts().find(({ id }) => id === place.account);
    if (!account) throw new TokenwellError('account_not_found', `There is no account ${place.account}.`);
    this.#decisions.decide(place, decision, client);
    const key = placeKey(place.workspace?.folder ?? null, account.id);
    if (decision === 'deny') this.#questions.refuse(key, denied({ workspace: place.workspace, account }));
    else this.#questions.allow(key);
    this.#changed();
    return this.#decisions.describe(place, account);
  }

  #forgetAccount(account: string): void {
    this.#questions.dropOf(account);
    if (this.#decisions.removeOf(account)) this.#changed();
  }

  #changed(): void {
    this.#workspaces.remember(this.#decisions.folders());
    this.#options.events.emit({ type: 'permissions' });
  }

  #accounts(): DecisionAccount[] {
    return this.#options.accounts().map(({ id, name, profile }) => ({ id, name, profile }));
  }
}

function notFound(detail: string): TokenwellError {
  return new TokenwellError('permission_not_found', detail);
}
