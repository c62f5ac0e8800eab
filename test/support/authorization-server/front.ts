/** What clients really connect to: writes the log, lets faults have their way, passes the rest on. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from './certificate.ts';
import { type Answer, openExchange } from './exchange.ts';
import type { Faults } from './faults.ts';
import type { Endpoint, LoggedRequest, RequestKind, RequestLog } from './request-log.ts';
import type { Upstream } from './upstream.ts';

export interface FrontOptions {
  log: RequestLog;
  faults: Faults;
  certificate: Certificate | null;
  /** Available once the address, and with it the issuer, is known. */
  upstream: () => Upstream;
  /** The last word on every answer of the real server. */
  adjust: (request: LoggedRequest, answer: Answer) => Answer;
}

export function createFront(options: FrontOptions): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(options, request, response).catch(() => response.destroy());
  };
  if (!options.certificate) return createServer(listener);
  const { certificate, key } = options.certificate;
  return createTlsServer({ cert: certificate, key }, listener);
}

async function handle(options: FrontOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { log, faults, upstream, adjust } = options;
  const body = await readBody(request);
  const entry = describe(request, body);
  const fault = faults.take(entry);
  entry.fault = fault?.name ?? null;
  log.note(entry);

  const forward = async () => {
    const target = request.url ?? '/';
    const headers = startsAfresh(entry) ? { ...request.headers, cookie: '' } : request.headers;
    return adjust(entry, await upstream().ask({ method: entry.method, target, headers, body }));
  };
  const exchange = openExchange(entry, response, forward, () => log.finish(entry));
  if (fault) await fault.handle(exchange);
  else exchange.send(await forward());
}

/** Each sign-in is one of its own: no remembered user, so that no two grants share a session and die together. */
function startsAfresh(entry: LoggedRequest): boolean {
  return entry.method === 'GET' && (entry.path === '/device' || entry.path === '/auth');
}

function describe(request: IncomingMessage, body: string): LoggedRequest {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://front');
  const fields = request.method === 'POST' ? new URLSearchParams(body) : searchParams;
  const endpoint = endpointOf(pathname);
  const grantType = endpoint === 'token' ? fields.get('grant_type') : null;
  return {
    at: Date.now(),
    method: request.method ?? '',
    path: pathname,
    endpoint,
    kind: kindOf(endpoint, grantType),
    grantType,
    clientId: fields.get('client_id') ?? basicUser(request.headers.authorization),
    scope: fields.get('scope'),
    resources: fields.getAll('resource'),
    fault: null,
    outcome: 'waiting',
    status: null,
    error: null,
  };
}

const endpoints: Record<string, Endpoint> = {
  '/.well-known/openid-configuration': 'discovery',
  '/jwks': 'jwks',
  '/device/auth': 'device',
  '/token': 'token',
  '/token/revocation': 'revocation',
  '/me': 'userinfo',
  '/auth': 'authorization',
};

function endpointOf(path: string): Endpoint {
  return endpoints[path] ?? 'page';
}

function kindOf(endpoint: Endpoint, grantType: string | null): RequestKind {
  if (grantType === 'refresh_token') return 'refresh';
  if (grantType === 'authorization_code') return 'redeem';
  if (grantType?.endsWith(':device_code')) return 'poll';
  return endpoint;
}

/** The client's id in an HTTP Basic header; never its secret. */
function basicUser(authorization: string | undefined): string | null {
  if (!authorization?.startsWith('Basic ')) return null;
  return Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0] ?? null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
