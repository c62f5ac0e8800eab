/** One request to the Authenticator of Tapis v3, whose answers nest what they tell: `{status, message, result}`. */

import { nameHop } from '../../address.ts';
import { type JsonObject, readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import { refusalIn } from './refusals.ts';

/** The OAuth client in whose name a token is asked for. */
export interface ClientKeys {
  id: string;
  key: string;
}

export interface AuthenticatorRequest {
  method?: string;
  /** For messages: `clients service`. */
  place: string;
  url: string;
  json?: object;
  /** null: nobody's. */
  by?: { token: string } | ClientKeys | null;
}

/** Its `result`, and what it came in. Throws `ProviderFailure`; a refusal has an OAuth error where there is one for it. */
export async function ask(
  caller: Caller,
  { method = 'GET', place, url, json, by = null }: AuthenticatorRequest,
): Promise<{ result: unknown; answer: OutgoingAnswer; hop: string }> {
  const headers = { ...proofOf(by), ...(json && { 'content-type': 'application/json' }) };
  const answer = await call(caller, place, url, { method, headers, body: json ? JSON.stringify(json) : null });
  const hop = nameHop(place, url);
  const refused = refusalIn(answer, hop);
  if (refused) throw refused;
  // Older releases say nothing to a deletion.
  const silent = answer.status === 204 || (method === 'DELETE' && answer.status === 200 && answer.body.trim() === '');
  return { result: silent ? null : readSuccess(answer, hop).result, answer, hop };
}

/** The services of Tapis v3 take tokens in a header of their own. */
function proofOf(by: NonNullable<AuthenticatorRequest['by']> | null): Record<string, string> {
  if (!by) return {};
  if ('token' in by) return { 'x-tapis-token': by.token };
  return { authorization: `Basic ${Buffer.from(`${by.id}:${by.key}`).toString('base64')}` };
}

export function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}

/** What is missing or of another type is empty. */
export function textOf(value: unknown, name: string): string {
  const text = objectOf(value)[name];
  return typeof text === 'string' ? text : '';
}
