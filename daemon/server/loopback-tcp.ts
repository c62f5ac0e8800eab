/** Loopback TCP: tokens, proof and health on 127.0.0.1, at a port that the system chooses. The settings can turn it off. */

import type { Door } from './guard.ts';
import { type Dispatcher, HttpListener } from './http-listener.ts';
import type { Limits } from './limits.ts';

interface LoopbackTcpOptions {
  dispatcher: Dispatcher;
  limits: Limits;
  /** The port is another one now, or gone. */
  onChange: () => void;
}

export class LoopbackTcp {
  readonly #options: LoopbackTcpOptions;
  #listener: HttpListener | undefined;
  #port: number | null = null;
  /** Changes one after the other, so that two of them at once leave no listener behind. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: LoopbackTcpOptions) {
    this.#options = options;
  }

  /** null while it is off. */
  get port(): number | null {
    return this.#port;
  }

  /** Turns it on or off; does nothing where it is so already. */
  serve(on: boolean): Promise<void> {
    this.#last = this.#last.catch(() => {}).then(() => this.#change(on));
    return this.#last;
  }

  async #change(on: boolean): Promise<void> {
    if (on === (this.#listener !== undefined)) return;
    if (on) await this.#open();
    else await this.#close();
    this.#options.onChange();
  }

  async #open(): Promise<void> {
    const { dispatcher, limits } = this.#options;
    let door: Door = { hosts: new Set(), keyRequired: true, servesEverything: false };
    const listener = new HttpListener(() => door, dispatcher, limits);
    // 127.0.0.1 and never `localhost`, which may be another address, nor a wildcard.
    const port = await listener.listen({ host: '127.0.0.1', port: 0, exclusive: true });
    door = { ...door, hosts: new Set([`127.0.0.1:${port}`, `localhost:${port}`]) };
    this.#listener = listener;
    this.#port = port;
  }

  async #close(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    this.#port = null;
    await listener?.close();
  }
}
