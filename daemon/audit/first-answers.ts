/**
 * Refusals that the same caller is about to ask against: it waits for a person's yes, or has said that it will ask in another
 * way. How it ended then stands in the entry of the first, so that one failure is one entry.
 */

import type { Caller } from '../caller.ts';
import type { RefusedRequest } from '../services.ts';

export interface FirstAnswer<Entry> {
  entry: Entry;
  /** It said so. What it is told the second time is no further call then. */
  asksAgain: boolean;
}

export class FirstAnswers<Entry> {
  readonly #known = new Map<string, FirstAnswer<Entry>>();

  remember(caller: Caller, request: RefusedRequest, first: FirstAnswer<Entry>): void {
    this.#known.set(keyOf(caller, request), first);
  }

  /** On the warm path: costs nothing while there is none. */
  take(caller: Caller, request: RefusedRequest): FirstAnswer<Entry> | undefined {
    if (this.#known.size === 0) return undefined;
    const key = keyOf(caller, request);
    const first = this.#known.get(key);
    this.#known.delete(key);
    return first;
  }

  keepOnly(isOpen: (entry: Entry) => boolean): void {
    for (const [key, { entry }] of this.#known) if (!isOpen(entry)) this.#known.delete(key);
  }
}

function keyOf({ workspace, words }: Caller, { profile, account, scopes, resources }: RefusedRequest): string {
  return JSON.stringify([profile, account, scopes, resources, workspace, words]);
}
