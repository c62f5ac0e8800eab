/** One HTTP server behind one door, with its limits and its connections. What it serves is the dispatcher's business. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, ListenOptions, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TokenwellError } from '../errors.ts';
import { Connections } from './connections.ts';
import type { Door } from './guard.ts';
import { type Limits, seeEveryHeader, serverOptions } from './limits.ts';
import { rawProblem } from './problem.ts';

export interface Dispatcher {
  /** `admit` tells that the guard let the call through, and that it came from a caller of ours. */
  answer(request: IncomingMessage, response: ServerResponse, door: Door, admit: () => void): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, door: Door, admit: () => void): void;
}

/** What may still be under way when a listener closes gets this long, in milliseconds. */
const grace = 2_000;

export class HttpListener {
  readonly #server: Server;
  readonly #connections: Connections;

  /** `door` is read at each call, because a TCP port is known only after binding. */
  constructor(door: () => Door, dispatcher: Dispatcher, limits: Limits) {
    const server = createServer(serverOptions(limits));
    const connections = new Connections(server, limits.connections);
    seeEveryHeader(server);
    server.on('request', (request, response) => {
      const socket = request.socket;
      dispatcher.answer(request, response, door(), () => {
        connections.begin(socket);
        response.on('close', () => connections.end(socket));
      });
    });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      dispatcher.upgrade(request, socket, head, door(), () => connections.begin(request.socket));
    });
    server.on('clientError', (error, socket) => refuseBrokenHttp(error, socket as Socket));
    this.#server = server;
    this.#connections = connections;
  }

  /** Resolves with the bound port; 0 for sockets and pipes. */
  listen(options: ListenOptions): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(options, () => {
        this.#server.off('error', reject);
        const address = this.#server.address() as AddressInfo | string;
        resolve(typeof address === 'string' ? 0 : address.port);
      });
    });
  }

  /** Takes no new connections, lets calls under way end, and cuts what is left after the grace. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const cut = setTimeout(() => this.#connections.closeAll(), grace);
      this.#server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }
}

/** What Node's parser could not read: broken or oversized headers, or a caller that was too slow to send them. */
function refuseBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  // With an answer under way a second one would only confuse.
  if (!socket.writable || socket.bytesWritten > 0 || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(rawProblem(describe(error.code)));
  socket.destroySoon();
}

function describe(code: string | undefined): TokenwellError {
  if (code === 'HPE_HEADER_OVERFLOW') return new TokenwellError('request_too_large', 'The headers are too large.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new TokenwellError('bad_request', 'The request took too long to arrive.');
  return new TokenwellError('bad_request', 'This is not well-formed HTTP/1.1.');
}
