/**
 * `GET /v1/events`: a WebSocket that tells every state change, so that all windows agree without polling.
 *
 * It tells and never listens: what a window sends is thrown away. A window that does not read is closed rather than
 * remembered for; it connects again and gets the whole state in its `hello`.
 */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Event } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Limits } from './limits.ts';
import { rawProblem } from './problem.ts';
import { wordsOf } from './words.ts';

/** Close codes of RFC 6455 §7.4.1. */
const goingAway = 1001;

export class EventSockets {
  readonly #services: Services;
  readonly #limits: Limits;
  readonly #server: WebSocketServer;
  readonly #windows = new Set<WebSocket>();

  constructor(services: Services, limits: Limits) {
    this.#services = services;
    this.#limits = limits;
    this.#server = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
    this.#server.on('wsClientError', (error, socket) => {
      socket.end(rawProblem(new TokenwellError('bad_request', `This is not a WebSocket handshake: ${error.message}.`)));
    });
  }

  /** Takes over a connection that the guard let through. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#server.clients.size >= this.#limits.windows) {
      socket.end(
        rawProblem(new TokenwellError('too_many_connections', 'Too many windows listen already. Close some.')),
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#serve(client, wordsOf(request)));
  }

  close(): void {
    for (const client of this.#server.clients) client.close(goingAway);
    this.#server.close();
  }

  #serve(client: WebSocket, words: string | undefined): void {
    // Nothing happens between the subscription and `hello`, so no change is missed and none comes first.
    const unsubscribe = this.#services.events.subscribe((event) => this.#send(client, event));
    client.on('error', () => client.terminate());
    const windowClosed = this.#services.permissions.windowOpened(words);
    client.on('close', () => {
      unsubscribe();
      windowClosed();
      if (this.#windows.delete(client)) this.#countWindows();
    });
    this.#send(client, this.#hello());
    if (!isWindow(words)) return;
    this.#windows.add(client);
    this.#countWindows();
  }

  #hello(): Event {
    const { accounts, signIns, permissions, store, lifecycle } = this.#services;
    return {
      type: 'hello',
      version: lifecycle.version,
      start_id: lifecycle.startId,
      accounts: accounts.list(),
      sign_ins: signIns.list(),
      store: store.status(),
      permission_requests: permissions.requests(),
    };
  }

  #send(client: WebSocket, event: Event): void {
    if (client.bufferedAmount > this.#limits.unreadBytes) client.terminate();
    else client.send(JSON.stringify(event));
  }

  #countWindows(): void {
    this.#services.accounts.windowsConnected(this.#windows.size);
  }
}

/** Windows say so, `Tokenwell-Client: tokenwell-vscode …`; sessions are kept alive for them and not for other programs that listen. */
function isWindow(words: string | undefined): boolean {
  return words !== undefined && /^(?:tokenwell-)?vscode(?: |$)/.test(words);
}
