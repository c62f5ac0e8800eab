/** Errors as callers see them: RFC 9457 `application/problem+json`. */

import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Problem } from '../api.ts';
import { errorTable, TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';

export function problemOf(error: TokenwellError): Problem {
  const { hop, retryAfter, accounts } = error.extensions;
  return {
    type: `urn:tokenwell:error:${error.code}`,
    title: errorTable[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(hop !== undefined && { hop }),
    ...(retryAfter !== undefined && { retry_after: retryAfter }),
    ...(accounts !== undefined && { accounts }),
  };
}

export function sendProblem(response: ServerResponse, error: TokenwellError, connection?: 'close'): void {
  // The caller hung up, or an answer is already on its way: nobody is left to tell.
  if (response.destroyed || response.headersSent) return;
  const body = JSON.stringify(problemOf(error));
  response.writeHead(error.status, { ...headersOf(error, body), ...(connection && { Connection: connection }) });
  response.end(body);
}

/** The same for a socket that has no response object: broken HTTP, refused upgrades. Closes the connection. */
export function rawProblem(error: TokenwellError): string {
  const body = JSON.stringify(problemOf(error));
  const headers = Object.entries({ ...headersOf(error, body), Connection: 'close' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`;
}

function headersOf(error: TokenwellError, body: string): Record<string, string | number> {
  const { retryAfter, allow } = error.extensions;
  return {
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...(retryAfter !== undefined && { 'Retry-After': Math.max(0, Math.ceil(retryAfter)) }),
    // RFC 9110 §15.5.6 and §15.5.2: these two statuses must name what would be taken.
    ...(allow !== undefined && { Allow: allow.join(', ') }),
    ...(error.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  };
}

/** Whatever a route threw, as an error for the caller. What nobody foresaw is logged, without its message: that may quote input. */
export function toTokenwellError(thrown: unknown, log: Log): TokenwellError {
  if (thrown instanceof TokenwellError) return thrown;
  const status = statusOf(thrown);
  if (status === 413) return new TokenwellError('request_too_large', 'The body is too large.');
  if (status === 415) return new TokenwellError('unsupported_media_type', 'Send plain, uncompressed JSON in UTF-8.');
  if (status >= 400 && status < 500) return new TokenwellError('bad_request', describeClientError(thrown));
  log.error({ error: nameOf(thrown), stack: framesOf(thrown) }, 'a request failed in a way nobody foresaw');
  return new TokenwellError('internal_error', 'Tokenwell made a mistake; `tokenwell daemon logs` tells more.');
}

function describeClientError(thrown: unknown): string {
  if (thrown instanceof URIError || nameOf(thrown) === 'URIError')
    return 'The path is not well-formed percent-encoding.';
  return 'The request cannot be read: its body must be one JSON object.';
}

/** Express and body-parser mark what the caller did wrong with a 4xx `status`. */
function statusOf(thrown: unknown): number {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' ? status : 500;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

function framesOf(thrown: unknown): string[] {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  return stack.split('\n').filter((line) => line.startsWith('    at '));
}

/** null: it is about something else than a permission. */
export function permissionOutcome(error: unknown): 'permission_required' | 'permission_denied' | null {
  if (!(error instanceof TokenwellError)) return null;
  return error.code === 'permission_required' || error.code === 'permission_denied' ? error.code : null;
}
