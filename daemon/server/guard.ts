/**
 * The guard: one function in front of the fast path and of Express. It looks at the request line and the headers, and
 * decides whether anything else gets to see the request.
 *
 * It keeps out web pages (which can reach loopback addresses, by DNS rebinding too), and over TCP whoever has no client key.
 */

import { TokenwellError } from '../errors.ts';

/** A way in. The owner socket serves everything and trusts whoever can open it; TCP serves little and wants a key. */
export interface Door {
  /** What `Host` must be, in lower case; null: any single plain one, because a socket has no address. */
  hosts: ReadonlySet<string> | null;
  keyRequired: boolean;
  servesEverything: boolean;
}

export interface Call {
  method: string;
  /** The request target as it was sent. */
  target: string;
  /** Names and values in turn, as they were sent. */
  rawHeaders: readonly string[];
}

/** Whether this is one of our client keys; compares in constant time. */
export type KnowsKey = (key: string) => boolean;

/** Why the call is refused; undefined: let it in. */
export function guard(call: Call, door: Door, knowsKey: KnowsKey, bodyBytes: number): TokenwellError | undefined {
  const headers = pickHeaders(call.rawHeaders);
  return (
    checkTarget(call) ??
    checkHost(headers, door) ??
    checkBrowser(headers) ??
    checkKey(call, headers, door, knowsKey) ??
    checkDoor(call, headers, door) ??
    checkBody(call, headers, bodyBytes)
  );
}

/** The doors' rule for paths over TCP; route-table.ts says the same for the documents, and a test compares. */
export function servedOverTcp(path: string): boolean {
  return path === '/v1/health' || path === '/v1/proof' || path.startsWith('/v1/token/');
}

/** The proof is how a client checks whom it talks to before it sends its key, so that one call comes from anybody. */
export function isAnonymous(target: string, door: Door): boolean {
  return door.keyRequired && pathOf(target) === '/v1/proof';
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

function checkTarget(call: Call): TokenwellError | undefined {
  // The absolute form (RFC 9112 §3.2.2) overrides Host, so that it must not come in beside it.
  if (call.target.startsWith('/')) return undefined;
  return new TokenwellError('host_refused', 'Send the path alone in the request line, without a scheme and a host.');
}

const plainHost = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?$/;

function checkHost(headers: PickedHeaders, door: Door): TokenwellError | undefined {
  const [host, ...others] = headers.host;
  if (host === undefined || others.length > 0) {
    return new TokenwellError('host_refused', 'Send exactly one Host header.');
  }
  const name = host.toLowerCase();
  if (door.hosts ? door.hosts.has(name) : plainHost.test(name)) return undefined;
  return new TokenwellError(
    'host_refused',
    'The Host header must be the address that `tokenwell env` prints, as it is.',
  );
}

/** Browsers set these and pages cannot take them away; programs have no reason to send them. */
function checkBrowser(headers: PickedHeaders): TokenwellError | undefined {
  if (!headers.fromBrowser) return undefined;
  return new TokenwellError(
    'browser_refused',
    'Requests with an Origin or Sec-Fetch-* header come from web pages and are refused.',
  );
}

function checkKey(call: Call, headers: PickedHeaders, door: Door, knowsKey: KnowsKey): TokenwellError | undefined {
  if (!door.keyRequired || isAnonymous(call.target, door)) return undefined;
  const [authorization, ...others] = headers.authorization;
  if (authorization === undefined) {
    return new TokenwellError(
      'client_key_required',
      'Send the client key as `Authorization: Bearer KEY`, or use the owner socket.',
    );
  }
  const key = /^Bearer ([A-Za-z0-9_-]{1,128})$/i.exec(authorization)?.[1];
  if (key !== undefined && others.length === 0 && knowsKey(key)) return undefined;
  return new TokenwellError('client_key_wrong', 'This client key is not known. Read the key file again.');
}

function checkDoor(call: Call, headers: PickedHeaders, door: Door): TokenwellError | undefined {
  if (door.servesEverything) return undefined;
  if (headers.upgrade)
    return new TokenwellError('upgrade_refused', 'Nothing is upgraded over TCP; use the owner socket.');
  if (servedOverTcp(pathOf(call.target))) return undefined;
  return new TokenwellError(
    'owner_socket_only',
    'Over TCP there are only tokens, health and proof; call this through the owner socket.',
  );
}

const bodyless = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

function checkBody(call: Call, headers: PickedHeaders, bodyBytes: number): TokenwellError | undefined {
  const length = Number(headers.contentLength ?? 0);
  if (length > bodyBytes) return new TokenwellError('request_too_large', `A body may have ${bodyBytes} bytes at most.`);
  if (length === 0 && !headers.transferEncoding) return undefined;
  if (bodyless.has(call.method)) return new TokenwellError('bad_request', `${call.method} takes no body.`);
  const [type, ...others] = headers.contentType;
  if (type !== undefined && others.length === 0 && /^application\/json(?:\s*;|$)/i.test(type)) return undefined;
  return new TokenwellError('unsupported_media_type', 'Send the body as `Content-Type: application/json`.');
}

interface PickedHeaders {
  host: string[];
  authorization: string[];
  contentType: string[];
  contentLength: string | undefined;
  transferEncoding: boolean;
  upgrade: boolean;
  fromBrowser: boolean;
}

/** Reads the raw headers, because Node's parsed ones hide doubled ones. */
function pickHeaders(raw: readonly string[]): PickedHeaders {
  const picked: PickedHeaders = {
    host: [],
    authorization: [],
    contentType: [],
    contentLength: undefined,
    transferEncoding: false,
    upgrade: false,
    fromBrowser: false,
  };
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    const value = raw[index + 1] as string;
    if (name === 'host') picked.host.push(value);
    else if (name === 'authorization') picked.authorization.push(value);
    else if (name === 'content-type') picked.contentType.push(value);
    else if (name === 'content-length') picked.contentLength = value;
    else if (name === 'transfer-encoding') picked.transferEncoding = true;
    else if (name === 'upgrade') picked.upgrade = true;
    else if (name === 'origin' || name.startsWith('sec-fetch-')) picked.fromBrowser = true;
  }
  return picked;
}
