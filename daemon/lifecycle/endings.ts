/** What has to be closed when the daemon ends, or when its start fails half-way: the last opened first. */

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';

interface Ending {
  what: string;
  close: () => unknown;
}

export class Endings {
  readonly #endings: Ending[] = [];
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ clock, log }: { clock: Clock; log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  add(what: string, close: () => unknown): void {
    this.#endings.push({ what, close });
  }

  /** Never rejects; each one gets `limit` milliseconds, so that one that hangs does not keep the rest open. */
  async run(limit: number): Promise<void> {
    for (const { what, close } of this.#endings.splice(0).reverse()) {
      try {
        await this.#within(limit, close);
      } catch (error) {
        this.#log.error({ err: error }, `${what} could not be ended in order`);
      }
    }
  }

  #within(limit: number, close: () => unknown): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers();
    const cancel = this.#clock.after(limit, () => reject(new Error(`no end after ${limit} ms`)));
    Promise.resolve().then(close).then(resolve, reject);
    return promise.finally(cancel);
  }
}
