/** Questions that wait for a person: one for each workspace and account, however many callers wait for it. */

import { randomUUID } from 'node:crypto';
import type { PermissionRequest } from '../api.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { TokenwellError } from '../errors.ts';

/** Milliseconds that a question stands after the last caller asked: longer than any caller waits. */
const standing = 5 * 60_000;
/** Milliseconds after "later" during which the same question is not put again. */
const rest = 60_000;

interface Pending {
  request: PermissionRequest;
  answer: PromiseWithResolvers<void>;
  cancelExpiry: CancelTimer;
}

interface QuestionsOptions {
  clock: Clock;
  asked: (request: PermissionRequest) => void;
  /** It was answered, put off, or nobody waits for it any more. */
  gone: (id: string) => void;
  /** What those who wait are told when it goes without an answer. */
  unanswered: (request: PermissionRequest) => TokenwellError;
}

export class Questions {
  readonly #options: QuestionsOptions;
  /** By workspace and account. */
  readonly #pending = new Map<string, Pending>();
  readonly #resting = new Map<string, CancelTimer>();

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  list(): PermissionRequest[] {
    return [...this.#pending.values()].map(({ request }) => request);
  }

  find(id: string): PermissionRequest | undefined {
    return this.list().find((request) => request.id === id);
  }

  /** A person put this question off a moment ago. */
  isResting(key: string): boolean {
    return this.#resting.has(key);
  }

  /** Joins the question that is there, or puts it. Settles with the answer. */
  ask(key: string, about: Omit<PermissionRequest, 'id' | 'asked_at'>): Promise<void> {
    const pending = this.#pending.get(key) ?? this.#put(key, about);
    pending.cancelExpiry();
    pending.cancelExpiry = this.#options.clock.after(standing, () => this.#drop(key));
    return pending.answer.promise;
  }

  allow(key: string): void {
    this.#end(key)?.answer.resolve();
  }

  refuse(key: string, error: TokenwellError): void {
    this.#end(key)?.answer.reject(error);
  }

  /** "Not now": those who wait are told, and for a while nobody is asked. */
  putOff(key: string): void {
    this.#resting.get(key)?.();
    this.#resting.set(
      key,
      this.#options.clock.after(rest, () => this.#resting.delete(key)),
    );
    this.#drop(key);
  }

  /** The account is gone. */
  dropOf(account: string): void {
    for (const [key, { request }] of [...this.#pending]) if (request.account.id === account) this.#drop(key);
  }

  close(): void {
    for (const key of [...this.#pending.keys()]) this.#drop(key);
    for (const cancel of this.#resting.values()) cancel();
  }

  #put(key: string, about: Omit<PermissionRequest, 'id' | 'asked_at'>): Pending {
    const asked_at = Math.floor(this.#options.clock.now().wall / 1000);
    const request = { id: randomUUID(), ...about, asked_at };
    const pending = { request, answer: Promise.withResolvers<void>(), cancelExpiry: () => {} };
    // All callers may have left at their deadlines before the answer comes.
    pending.answer.promise.catch(() => {});
    this.#pending.set(key, pending);
    this.#options.asked(request);
    return pending;
  }

  #drop(key: string): void {
    const pending = this.#end(key);
    pending?.answer.reject(this.#options.unanswered(pending.request));
  }

  #end(key: string): Pending | undefined {
    const pending = this.#pending.get(key);
    if (!pending) return undefined;
    this.#pending.delete(key);
    pending.cancelExpiry();
    this.#options.gone(pending.request.id);
    return pending;
  }
}
