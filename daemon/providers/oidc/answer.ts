/** From an HTTP answer to a JSON object, or to the failure that it tells of. */

import { ProviderFailure } from '../failure.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import { plainErrorCode, plainText } from '../plain-text.ts';
import { readRetryAfter } from '../retry-after.ts';

export type JsonObject = Record<string, unknown>;

/** What an OAuth endpoint answered on success. Throws `ProviderFailure`, classified as failure.ts says. */
export function readSuccess(answer: OutgoingAnswer, hop: string): JsonObject {
  const object = parseObject(answer);
  if (answer.status < 200 || answer.status > 299) throw failureOf(answer, object, hop);
  if (!object) {
    throw new ProviderFailure(`The ${hop} answered with something that is not JSON${looksLikeHtml(answer)}.`, {
      kind: 'answer_lost',
      hop,
      malformed: true,
    });
  }
  // GitHub reports errors with status 200.
  if (typeof object.error === 'string' && object.access_token === undefined) throw refusal(object.error, hop);
  return object;
}

function failureOf(answer: OutgoingAnswer, object: JsonObject | null, hop: string): ProviderFailure {
  const { status } = answer;
  const retryAfter = readRetryAfter(answer.headers);
  const details = { hop, ...(retryAfter !== undefined && { retryAfter }) };
  if (status === 502 || status === 504) {
    return new ProviderFailure(`A gateway lost the answer of the ${hop} (HTTP ${status}).`, {
      ...details,
      kind: 'answer_lost',
    });
  }
  if (status === 429) {
    return new ProviderFailure(`The ${hop} asks to be called less often (HTTP 429).`, {
      ...details,
      kind: 'unavailable',
    });
  }
  if (status >= 500) {
    return new ProviderFailure(`The ${hop} is out of order (HTTP ${status}).`, { ...details, kind: 'unavailable' });
  }
  if (status >= 400 && typeof object?.error === 'string') {
    const temporary = object.error === 'temporarily_unavailable' || object.error === 'server_error';
    if (!temporary) return refusal(object.error, hop);
    const message = `The ${hop} is out of order (${object.error}).`;
    return new ProviderFailure(message, { ...details, kind: 'unavailable' });
  }
  const instead =
    status < 400 ? `sends elsewhere${to(answer)}, which is not followed` : 'answered outside the protocol';
  return new ProviderFailure(`The ${hop} ${instead} (HTTP ${status})${looksLikeHtml(answer)}.`, {
    ...details,
    kind: 'unavailable',
    malformed: true,
  });
}

/** Where a redirect leads, without what may be secret in it: often only a slash is missing in the profile. */
function to({ headers }: OutgoingAnswer): string {
  const location = headers.get('location') ?? '';
  const url = URL.parse(location, 'https://same.invalid');
  if (!url || !/^https?:$/.test(url.protocol)) return '';
  const host = url.hostname === 'same.invalid' ? '' : url.origin;
  return `, to ${plainText(`${host}${url.pathname}`, 200)}`;
}

const hints: Record<string, string> = {
  invalid_client: 'it does not know this client, or the client did not prove itself as it should',
  unauthorized_client: 'this client may not sign in this way',
  unsupported_grant_type: 'it does not offer this way to sign in',
  invalid_grant: 'what was presented is not valid, or no longer',
  invalid_scope: 'a scope is unknown to it, or not allowed to this client',
  invalid_target: 'it does not know a resource that was named',
  access_denied: 'access was denied',
};

function refusal(errorFromServer: string, hop: string): ProviderFailure {
  const error = plainErrorCode(errorFromServer);
  const hint = Object.hasOwn(hints, error) ? `: ${hints[error]}` : '';
  return new ProviderFailure(`The ${hop} answered \`${error}\`${hint}.`, { kind: 'refused', error, hop });
}

/** null where the body is neither a JSON object nor, by its own word, a form. */
function parseObject({ headers, body }: OutgoingAnswer): JsonObject | null {
  if (headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body));
  }
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

function looksLikeHtml(answer: OutgoingAnswer): string {
  return isWebPage(answer) ? ': it is a web page, perhaps of a proxy or a login form' : '';
}

export function isWebPage({ headers, body }: OutgoingAnswer): boolean {
  return headers.get('content-type')?.includes('html') || /^\s*</.test(body);
}
