/** One request to an API of Tapis v2, whose answers nest what they tell: `{status, message, result}`. */

import { nameHop } from '../../address.ts';
import { ProviderFailure } from '../failure.ts';
import { type JsonObject, readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';

/** What the clients service takes: it knows no bearer tokens. */
export interface Login {
  username: string;
  password: string;
}

export interface TapisRequest {
  method: string;
  /** For messages: `clients service`. */
  place: string;
  url: string;
  authorization: string;
  form?: Record<string, string>;
}

/** The `result`. Throws `ProviderFailure`; a refusal has the status as its `error`. */
export async function ask(caller: Caller, { method, place, url, authorization, form }: TapisRequest): Promise<unknown> {
  const headers: Record<string, string> = { authorization };
  if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
  const body = form ? new URLSearchParams(form).toString() : null;
  const answer = await call(caller, place, url, { method, headers, body });
  const hop = nameHop(place, url);
  const refused = refusalOf(answer.status, answer.body, hop);
  if (refused) throw refused;
  // Deletions need not say anything.
  if (answer.status === 204) return undefined;
  return readSuccess(answer, hop).result;
}

export function basic({ username, password }: Login): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The few members that are read, as text; what is missing or of another type is empty. */
export function textOf(object: unknown, name: string): string {
  const value = typeof object === 'object' && object !== null ? (object as JsonObject)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

const words: Record<number, string> = {
  401: 'does not accept this user name and password',
  403: 'does not let this user do that',
  404: 'knows nothing of that name',
  409: 'has one of that name already',
};

/** null: no refusal, or an answer that is none of Tapis's own. Its free text is read and never repeated. */
function refusalOf(status: number, body: string, hop: string): ProviderFailure | null {
  if (status < 400 || status > 499 || status === 429 || /^\s*<(!doctype|html)/i.test(body)) return null;
  // It answers 400 to a name that is taken.
  const meant = status === 400 && /exist/i.test(body) ? 409 : status;
  const said = words[meant];
  if (said === undefined) return null;
  return new ProviderFailure(`The ${hop} ${said} (HTTP ${status}).`, { kind: 'refused', error: `http_${meant}`, hop });
}
