/** Where a call goes: past the guard, then to the token route, to Express or to the WebSocket. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ClientKeys } from './client-keys.ts';
import type { EventSockets } from './events.ts';
import { type Door, guard, isAnonymous } from './guard.ts';
import type { Dispatcher } from './http-listener.ts';
import { rawProblem, sendProblem } from './problem.ts';
import { tokenPath } from './token-query.ts';
import type { TokenRoute } from './token-route.ts';

interface DispatcherOptions {
  keys: ClientKeys;
  bodyBytes: number;
  tokenRoute: TokenRoute;
  application: (request: IncomingMessage, response: ServerResponse) => void;
  events: EventSockets;
  /** Somebody called. */
  called: () => void;
  isClosing: () => boolean;
  log: Log;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { keys, bodyBytes, tokenRoute, application, events, called, isClosing, log } = options;
  const knowsKey = (key: string) => keys.knows(key);

  const refusalOf = (request: IncomingMessage, door: Door): TokenwellError | undefined => {
    const call = { method: request.method as string, target: request.url as string, rawHeaders: request.rawHeaders };
    const refusal = guard(call, door, knowsKey, bodyBytes);
    // The code alone: paths, queries and headers of strangers have no place in a log.
    if (refusal) log.debug({ code: refusal.code, tcp: door.hosts !== null }, 'a call was refused');
    else if (isClosing())
      return new TokenwellError('shutting_down', 'This daemon is ending. Find its successor and call again.');
    return refusal;
  };

  const keyWorkspace = ({ headers }: IncomingMessage, door: Door) =>
    door.keyRequired ? keys.workspaceOf(headers.authorization ?? '') : null;

  return {
    answer(request, response, door, admit) {
      const refusal = refusalOf(request, door);
      if (refusal) return sendProblem(response, refusal, hasLongBody(request, bodyBytes) ? 'close' : undefined);
      // Asking for the proof makes nobody a caller: anybody may.
      if (!isAnonymous(request.url as string, door)) {
        admit();
        called();
      }
      if ((request.url as string).startsWith(tokenPath)) tokenRoute(request, response, keyWorkspace(request, door));
      else application(request, response);
    },

    upgrade(request, socket, head, door, admit) {
      const refusal = refusalOf(request, door) ?? checkUpgrade(request, door);
      if (refusal) return endWith(socket, refusal);
      admit();
      called();
      events.accept(request, socket, head);
    },
  };
}

/** Bodies up to so many times the largest honest one are read to their end, though they were refused. */
const readAnyway = 16;

/**
 * Node reads and drops the body of a call that was refused, so that the caller gets the answer: closing while it still
 * sends may take the answer away with the connection (RFC 9112 §9.6). One that is far too large, or tells no size, is not
 * worth that: the connection is closed.
 */
function hasLongBody({ headers }: IncomingMessage, bodyBytes: number): boolean {
  const length = Number(headers['content-length'] ?? 0);
  return headers['transfer-encoding'] !== undefined || length > readAnyway * bodyBytes;
}

function checkUpgrade(request: IncomingMessage, door: Door): TokenwellError | undefined {
  // A query has no meaning here, least of all a key in it.
  if (door.servesEverything && request.url === '/v1/events') return undefined;
  return new TokenwellError('upgrade_refused', 'Only /v1/events on the owner socket can be upgraded.');
}

function endWith(socket: Duplex, refusal: TokenwellError): void {
  socket.end(rawProblem(refusal), () => socket.destroy());
}
