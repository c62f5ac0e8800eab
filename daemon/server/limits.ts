/**
 * What a listener takes before it says no. Callers are local programs that ask for a token now and then, so all of this
 * is far above honest use.
 *
 * The memory bound that follows for the TCP listener, where strangers can knock: it holds at most `connections` sockets,
 * and a stranger's socket at most one unfinished header. 768 of them with 16 KiB each were seen to take less than 50 MiB;
 * the flood test holds the listener to 64 MiB. Bodies are read on the owner socket only, after the guard.
 */

import type { Server } from 'node:http';

export interface Limits {
  /** Request line and headers, bytes. */
  headerBytes: number;
  /** JSON body, bytes; the largest honest one carries a refresh token of 262,144. */
  bodyBytes: number;
  /** Open sockets of the TCP listener. More than its backlog, so that one burst cannot push out who just came. */
  connections: number;
  /** Open sockets of the owner socket, where only the owner can come: a cluster of notebooks may start at once. */
  ownerConnections: number;
  /** Connections that wait to be accepted on the owner socket; a Unix socket refuses the next one with EAGAIN. */
  ownerBacklog: number;
  /** Milliseconds until the headers must be there, until the body must be there, and that a silent connection is kept. */
  headersTimeout: number;
  requestTimeout: number;
  keepAliveTimeout: number;
  /** WebSockets on the owner socket. */
  windows: number;
  /** A message from a window, bytes: windows have nothing to say. */
  frameBytes: number;
  /** Bytes that may wait for a window that does not read; beyond, it is closed. */
  unreadBytes: number;
}

export const usualLimits: Limits = {
  headerBytes: 16 * 1024,
  bodyBytes: 512 * 1024,
  connections: 768,
  ownerConnections: 4096,
  ownerBacklog: 4096,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  windows: 64,
  frameBytes: 4 * 1024,
  unreadBytes: 1024 * 1024,
};

/** Options for `http.createServer`. */
export function serverOptions(limits: Limits) {
  return {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: 2_000,
    // The guard refuses a missing Host itself, in words.
    requireHostHeader: false,
    // A lenient parser is how two readers of one request come to disagree.
    insecureHTTPParser: false,
  };
}

/** Node drops headers beyond a count, and the guard must see every one; the size is the limit. */
export function seeEveryHeader(server: Server): void {
  server.maxHeadersCount = 0;
}
