/**
 * One HTTP request to a server, and its answer. Whatever goes wrong on the way becomes a `ProviderFailure` that says
 * truly whether the request may have been carried out: the refresh engine lives by this.
 *
 * Each request has a connection of its own. A kept one that died unseen (sleep, a new network, a proxy's idle limit)
 * would make a refresh look lost, which costs far more than a handshake does.
 */

import { fetch, type Response } from 'undici';

import type { OutgoingSettings, OutgoingValues } from '../outgoing-settings.ts';
import { openConnection } from './connection.ts';
import { ProviderFailure } from './failure.ts';
import { explainTransportError } from './transport-error.ts';

/** What one profile or grant says about the connection. All PEM is content, not paths. */
export interface ConnectionTraits {
  /** The only CAs to trust; null: Node's and the settings'. */
  certificateAuthority: string | null;
  /** Takes precedence over the settings' proxy; null: the settings' one. */
  proxy: string | null;
  /** For mutual TLS (RFC 8705). */
  clientCertificate: { certificate: string; privateKey: string } | null;
}

export interface OutgoingRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
  /** For messages: `token endpoint of auth.example.org`. */
  hop: string;
  /** Bytes of the answer's body, unpacked; a longer one is refused. */
  longestBody: number;
  connection: ConnectionTraits;
  signal: AbortSignal;
}

export interface OutgoingAnswer {
  status: number;
  headers: { get(name: string): string | null };
  /** Empty where the status tells of a failure and the body was cut or too long. */
  body: string;
}

/** Milliseconds: the end of any exchange. Callers name shorter ones; a refresh waits two minutes for a server that stands still. */
const longestExchange = 180_000;

/** Throws `ProviderFailure`: `unavailable` if nothing was sent, `answer_lost` if the request may have been carried out. */
export async function send(request: OutgoingRequest, settings: OutgoingSettings): Promise<OutgoingAnswer> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(longestExchange)]);
  const connection = await openConnection(request, settings.current());
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers, 'user-agent': 'tokenwell' },
      body: request.body,
      // A redirect of a request that carries a secret would take the secret elsewhere (design promise 7).
      redirect: 'manual',
      dispatcher: connection.dispatcher,
      signal,
    });
    return { status: response.status, headers: response.headers, body: await readBody(response, request) };
  } catch (error) {
    throw explainTransportError(error, { hop: request.hop, sent: connection.sent(), aborted: signal.aborted });
  } finally {
    // Not awaited: the socket is of no more use, and its end is nobody's concern.
    connection.dispatcher.destroy().catch(() => {});
  }
}

async function readBody(response: Response, request: OutgoingRequest): Promise<string> {
  try {
    return await readLimited(response, request);
  } catch (error) {
    // The status line already says that nothing was done.
    if (!response.ok) return '';
    throw error;
  }
}

async function readLimited(response: Response, { hop, longestBody }: OutgoingRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > longestBody) {
      throw new ProviderFailure(`The ${hop} sent an answer of more than ${longestBody} bytes, which was not read on.`, {
        kind: 'answer_lost',
        hop,
        malformed: true,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
