/**
 * Calls over loopback TCP, for where the owner socket cannot be reached.
 *
 * Any program of any user can listen on a port that the daemon has left. So the key is sent only on a connection whose
 * other end has just proved that it knows the key: the proof names the port and the start id, so that a squatter can
 * neither answer nor pass the question on.
 */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import type { Discovery, HealthResponse, ProofResponse, TokenResponse } from '../../daemon/api.ts';
import type { TokenParameters } from './connection.ts';
import { DaemonError, DaemonUnreachable } from './daemon-error.ts';
import { exchange, withQuery } from './http-call.ts';
import { readKey } from './key-file.ts';
import { whoWeAre } from './who-we-are.ts';

export interface TcpOptions {
  /** From the discovery file: port, start id and the default key's file. */
  discovery: Pick<Discovery, 'port' | 'start_id' | 'key_file'>;
  /** The workspace's own key; default: the discovery file's. */
  keyFile?: string;
  client: string;
  /** Milliseconds for the whole call; default 15,000. */
  deadline?: number;
}

export function tokenOverTcp(
  options: TcpOptions,
  profile: string,
  query: TokenParameters = {},
): Promise<TokenResponse> {
  return call(options, withQuery(`/v1/token/${encodeURIComponent(profile)}`, query)) as Promise<TokenResponse>;
}

export function healthOverTcp(options: TcpOptions): Promise<HealthResponse> {
  return call(options, '/v1/health') as Promise<HealthResponse>;
}

/** Rejects with `DaemonError` or `DaemonUnreachable`; `not_the_daemon` where the proof was wrong. */
async function call(options: TcpOptions, path: string): Promise<unknown> {
  const { port, start_id: startId } = options.discovery;
  if (port === null)
    throw new DaemonUnreachable('not_running', 'The daemon does not serve TCP; the setting `tcp` is off.');
  const key = readKey(options.keyFile ?? options.discovery.key_file);
  const deadline = options.deadline ?? 15_000;
  const agent = singleConnection(port);
  const target = { agent, port };
  try {
    await demandProof(target, key, startId, deadline);
    const headers = { Authorization: `Bearer ${key}`, 'Tokenwell-Client': whoWeAre({ client: options.client }) };
    return await exchange(target, { method: 'GET', path, headers, deadline });
  } finally {
    agent.destroy();
  }
}

/** An agent that opens one connection and never another: what was proved, was proved by the other end of this one. */
function singleConnection(port: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let opened = false;
  agent.createConnection = (_options, callback) => {
    if (opened) {
      callback?.(new Error('the connection whose other end was checked is gone'), undefined as never);
      return null;
    }
    opened = true;
    return connect({ host: '127.0.0.1', port });
  };
  return agent;
}

async function demandProof(
  target: { agent: Agent; port: number },
  key: string,
  startId: string,
  deadline: number,
): Promise<void> {
  const nonce = randomBytes(32).toString('base64url');
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const path = withQuery('/v1/proof', { nonce, key_id: keyId });
  const answer = await exchange(target, { method: 'GET', path, deadline }).catch((error) => {
    // Whatever else it says, it has not proved itself.
    if (error instanceof DaemonError) throw notTheDaemon(target.port, error);
    throw error;
  });
  const proof = (answer as Partial<ProofResponse> | undefined)?.proof;
  const wanted = createHmac('sha256', key).update(`${nonce}\n${target.port}\n${startId}`).digest('base64url');
  if (!sameText(proof, wanted)) throw notTheDaemon(target.port);
}

function sameText(given: unknown, wanted: string): boolean {
  if (typeof given !== 'string' || given.length !== wanted.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
}

function notTheDaemon(port: number, cause?: unknown): DaemonUnreachable {
  const message = `What listens on port ${port} does not know our key; it is not the daemon, and was sent nothing.`;
  return new DaemonUnreachable('not_the_daemon', message, { cause });
}
