/**
 * The fetch that openid-client is given: one request, its answer classified and tidied before the library sees it.
 *
 * The library is strict where it may be and vague about failures where the engine must know exactly; so failures are
 * thrown here, and what reaches the library is a well-formed success.
 */

import type { CustomFetch } from 'openid-client';

import { nameHop, requireSafeAddress } from '../../address.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { type ConnectionTraits, type OutgoingAnswer, send } from '../outgoing.ts';

/** How a request is made on behalf of one profile or grant. */
export interface Caller {
  settings: OutgoingSettings;
  connection: ConnectionTraits;
  signal: AbortSignal;
}

/** Bytes. Metadata and user information are a few kB; tokens have been seen with 200 kB each, and an answer has three. */
const longestDocument = 1024 * 1024;
const longestTokenAnswer = 2 * 1024 * 1024;

/** Takes the answer to a successful JSON object, or throws a `ProviderFailure`. */
export type ReadAnswer = (answer: OutgoingAnswer, hop: string) => object;

/** `place` is for messages: `token endpoint`. */
export function fetchFor(caller: Caller, place: string, read: ReadAnswer): CustomFetch {
  return async (url, options) => {
    const answer = await call(caller, place, url, {
      method: options.method,
      headers: options.headers,
      body: options.body ? String(options.body) : null,
    });
    const tidied = read(answer, nameHop(place, url));
    return Response.json(tidied);
  };
}

export async function call(
  { settings, connection, signal }: Caller,
  place: string,
  url: string,
  request: { method: string; headers: Record<string, string>; body: string | null },
): Promise<OutgoingAnswer> {
  requireSafeAddress(url, place);
  const hop = nameHop(place, url);
  const longestBody = place === 'token endpoint' ? longestTokenAnswer : longestDocument;
  // Servers that grew up before RFC 6749 (GitHub) answer with a form unless they are asked for JSON.
  const headers = { ...request.headers, ...formType(request.headers), accept: 'application/json' };
  return send({ ...request, headers, url, hop, longestBody, connection, signal }, settings);
}

/**
 * RFC 6749 Appendix B has the type of a form without parameters, and so it is registered: the library's `;charset=UTF-8` is
 * refused by the device endpoint of django-oauth-toolkit.
 */
function formType(headers: Record<string, string>): Record<string, string> {
  const form = 'application/x-www-form-urlencoded';
  return headers['content-type']?.startsWith(form) ? { 'content-type': form } : {};
}
