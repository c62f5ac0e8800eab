/** The one stream of state changes inside the daemon; `server/events.ts` sends it to windows. Events tell, they never steer. */

import type { Event } from './api.ts';

export type Listener = (event: Event) => void;

export class EventStream {
  readonly #listeners = new Set<Listener>();

  /** Returns what ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }
}
