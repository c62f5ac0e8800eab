/**
 * The open connections of one listener, and who has to go when there are too many: strangers (no admitted request yet)
 * before callers, then the caller that was idle for longest. A connection with an admitted request in flight is never
 * closed for another; refused ones do not count, because whoever never reads the answers keeps them in flight.
 */

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { TokenwellError } from '../errors.ts';
import { rawProblem } from './problem.ts';

export class Connections {
  readonly #limit: number;
  /** With the number of admitted requests in flight. */
  readonly #all = new Map<Socket, number>();
  // Sets keep the order of insertion, so the first one has been here, or idle, for longest.
  readonly #strangers = new Set<Socket>();
  readonly #idleCallers = new Set<Socket>();

  constructor(server: Server, limit: number) {
    this.#limit = limit;
    server.on('connection', (socket: Socket) => this.#open(socket));
  }

  get count(): number {
    return this.#all.size;
  }

  /** The guard took a request on this connection for a caller's, or it became a WebSocket. */
  begin(socket: Socket): void {
    const inFlight = this.#all.get(socket);
    if (inFlight === undefined) return;
    this.#all.set(socket, inFlight + 1);
    this.#strangers.delete(socket);
    this.#idleCallers.delete(socket);
  }

  /** An admitted request was answered. */
  end(socket: Socket): void {
    const inFlight = this.#all.get(socket);
    if (inFlight === undefined) return;
    this.#all.set(socket, inFlight - 1);
    if (inFlight === 1) this.#idleCallers.add(socket);
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
    this.#all.set(socket, 0);
    this.#strangers.add(socket);
    socket.once('close', () => this.#forget(socket));
  }

  #evict(): boolean {
    const [first] = this.#strangers.size > 0 ? this.#strangers : this.#idleCallers;
    if (!first) return false;
    this.#forget(first);
    first.destroy();
    return true;
  }

  #forget(socket: Socket): void {
    this.#all.delete(socket);
    this.#strangers.delete(socket);
    this.#idleCallers.delete(socket);
  }
}
