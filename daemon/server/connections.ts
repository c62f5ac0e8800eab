/**
 * The open connections of one listener, and who has to go when there are too many: the one that was idle for longest,
 * strangers (no admitted request yet) before callers. A connection with a request in flight is never closed for another.
 */

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { TokenwellError } from '../errors.ts';
import { rawProblem } from './problem.ts';

interface Connection {
  inFlight: number;
  admitted: boolean;
}

export class Connections {
  readonly #limit: number;
  readonly #all = new Map<Socket, Connection>();
  // Sets keep the order of insertion, so the first one has been idle for longest.
  readonly #idleStrangers = new Set<Socket>();
  readonly #idleCallers = new Set<Socket>();

  constructor(server: Server, limit: number) {
    this.#limit = limit;
    server.on('connection', (socket: Socket) => this.#open(socket));
  }

  get count(): number {
    return this.#all.size;
  }

  /** A request arrived, or the connection became a WebSocket. */
  begin(socket: Socket): void {
    const connection = this.#all.get(socket);
    if (!connection) return;
    connection.inFlight++;
    this.#idleStrangers.delete(socket);
    this.#idleCallers.delete(socket);
  }

  /** The guard took a request on this connection for a caller's. */
  admit(socket: Socket): void {
    const connection = this.#all.get(socket);
    if (connection) connection.admitted = true;
  }

  /** A request was answered. */
  end(socket: Socket): void {
    const connection = this.#all.get(socket);
    if (!connection || --connection.inFlight > 0) return;
    (connection.admitted ? this.#idleCallers : this.#idleStrangers).add(socket);
  }

  closeAll(): void {
    for (const socket of this.#all.keys()) socket.destroy();
  }

  #open(socket: Socket): void {
    if (this.#all.size >= this.#limit && !this.#evict()) {
      const refusal = new TokenwellError('too_many_connections', 'All connections are busy. Close some and try again.');
      socket.end(rawProblem(refusal));
      socket.destroySoon();
      return;
    }
    this.#all.set(socket, { inFlight: 0, admitted: false });
    this.#idleStrangers.add(socket);
    socket.once('close', () => this.#forget(socket));
  }

  #evict(): boolean {
    const [longestIdle] = this.#idleStrangers.size > 0 ? this.#idleStrangers : this.#idleCallers;
    if (!longestIdle) return false;
    this.#forget(longestIdle);
    longestIdle.destroy();
    return true;
  }

  #forget(socket: Socket): void {
    this.#all.delete(socket);
    this.#idleStrangers.delete(socket);
    this.#idleCallers.delete(socket);
  }
}
