/** One HTTP exchange with the daemon, over a Unix socket, a pipe or a connection that is open already. */

import { type Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { DaemonError, DaemonUnreachable } from './daemon-error.ts';

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Milliseconds from now until the whole answer must be there. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** Where to send it: a socket's path, or what an agent has open already. */
export type Target = { socketPath: string } | { agent: Agent; port: number };

/** An answer of ours is small; anything beyond is not the daemon's. */
const largestAnswer = 16 * 1024 * 1024;

/**
 * Resolves with the parsed JSON, or undefined where the answer has no body.
 * Rejects with `DaemonError` where the daemon refused, with `DaemonUnreachable` where none answered.
 */
export async function exchange(target: Target, call: Call): Promise<unknown> {
  const { status, text } = await send(target, call);
  const body = parse(text);
  if (status >= 200 && status < 300) return body;
  throw new DaemonError(typeof body === 'object' && body !== null ? { ...body } : {}, status);
}

interface Answer {
  status: number;
  text: string;
}

async function send(target: Target, call: Call): Promise<Answer> {
  const timeout = AbortSignal.timeout(call.deadline);
  const signal = call.signal ? AbortSignal.any([timeout, call.signal]) : timeout;
  try {
    return await sendUntilAccepted(target, call, signal);
  } catch (error) {
    if (call.signal?.aborted) throw call.signal.reason;
    throw unreachable(error, timeout.aborted, call.deadline);
  }
}

/** A Unix socket whose backlog is full refuses with EAGAIN: the daemon is there, and busy. Nothing was sent. */
async function sendUntilAccepted(target: Target, call: Call, signal: AbortSignal): Promise<Answer> {
  for (;;) {
    try {
      return await sendOnce(target, call, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      await delay(5 + Math.random() * 20, undefined, { signal });
    }
  }
}

async function sendOnce(target: Target, call: Call, signal: AbortSignal): Promise<Answer> {
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({
      method: call.method,
      path: call.path,
      headers: {
        Accept: 'application/json',
        ...(body === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
        ...call.headers,
      },
      signal,
      ...route(target),
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  return { status: response.statusCode ?? 0, text: await readAll(response) };
}

/** Never the global agent: with NODE_USE_ENV_PROXY it takes what HTTP_PROXY names for a way to the daemon. */
function route(target: Target): object {
  if ('socketPath' in target) return { socketPath: target.socketPath, host: 'tokenwell', agent: false };
  return { agent: target.agent, host: '127.0.0.1', port: target.port };
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > largestAnswer)
      throw new DaemonUnreachable('not_the_daemon', 'The answer is too large for a daemon of ours.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new DaemonUnreachable('not_the_daemon', 'What answers on the daemon’s socket does not speak its language.');
  }
}

const nobodyListens = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR']);

function unreachable(error: unknown, timedOut: boolean, deadline: number): DaemonUnreachable {
  if (error instanceof DaemonUnreachable) return error;
  if (timedOut) {
    return new DaemonUnreachable('timeout', `The daemon did not answer within ${Math.ceil(deadline / 1000)} s.`);
  }
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (nobodyListens.has(code))
    return new DaemonUnreachable('not_running', 'The daemon is not running.', { cause: error });
  if (code.startsWith('HPE_')) {
    return new DaemonUnreachable('not_the_daemon', 'What answers on the daemon’s socket does not speak HTTP.');
  }
  return new DaemonUnreachable('connection_lost', 'The connection to the daemon broke before it answered.', {
    cause: error,
  });
}

/** Adds a query; members that are undefined are left out, lists are repeated. */
export function withQuery(path: string, parameters: Record<string, string | number | string[] | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of [value].flat()) query.append(name, String(one));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
