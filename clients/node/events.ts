/**
 * The daemon's events as they come, over any number of restarts of the daemon: for `tokenwell status --watch` and the
 * extension. After each connection the first event is `hello`, with the whole state.
 */

import WebSocket from 'ws';
import type { Event } from '../../daemon/api.ts';
import type { DaemonAddress } from './find-daemon.ts';
import { keyHeader } from './key-file.ts';
import { type Self, whoWeAre } from './who-we-are.ts';

export interface EventFeedOptions {
  /** Where the daemon is now; null: nowhere. Asked before each try. */
  find: () => DaemonAddress | null;
  client: string;
  /** More of what it says of itself. */
  self?: () => Omit<Self, 'client'>;
  onEvent: (event: Event) => void;
  /** The connection was lost, or there was none to be had; the next try is under way. */
  onDisconnect?: () => void;
  /** Milliseconds before the first and the longest time between two tries; default 100 and 5,000. */
  backoff?: { first: number; longest: number };
}

/** Ours are a few kilobytes; `hello` grows with the accounts. */
const largestMessage = 4 * 1024 * 1024;

export class EventFeed {
  readonly #options: EventFeedOptions;
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: EventFeedOptions) {
    this.#options = options;
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
  }

  #connect(): void {
    const address = this.#options.find();
    if (!address) return this.#disconnected();
    const socket = new WebSocket(`ws+unix:${address.socket}:/v1/events`, {
      headers: {
        'Tokenwell-Client': whoWeAre({ client: this.#options.client, ...this.#options.self?.() }),
        Host: 'tokenwell',
        ...keyHeader(address),
      },
      maxPayload: largestMessage,
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#failures = 0;
      this.#options.onEvent(JSON.parse(data.toString()));
    });
    // 'close' follows each error.
    socket.on('error', () => {});
    socket.on('close', () => this.#disconnected());
  }

  #disconnected(): void {
    if (this.#closed) return;
    const { first, longest } = this.#options.backoff ?? { first: 100, longest: 5_000 };
    // Full jitter, so that many windows do not come back in step.
    const most = Math.min(longest, first * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#connect(), first + Math.random() * (most - first));
    this.#options.onDisconnect?.();
  }
}
