/** Calls of NOMAD's API: below `/api/v1` of its base address, answered in JSON as FastAPI does. */

import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import { type JsonObject, readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';
import { partiesOfGrant, readConnection } from '../oidc/parties.ts';
import type { OutgoingAnswer } from '../outgoing.ts';

export interface Api {
  /** NOMAD's base address, as profiles name it. */
  issuer: string;
  host: string;
  /** `https://nomad-lab.eu/prod/v1/api/v1` */
  address: string;
  caller: Caller;
}

export interface ApiRequest {
  method?: string;
  /** With its query. */
  path: string;
  /** A bearer token; null: nobody's. */
  token: string | null;
  json?: object;
}

/** A success, or a refusal in FastAPI's words (`detail`). */
export interface ApiAnswer {
  status: number;
  body: JsonObject;
  hop: string;
}

/** For a sign-in. Throws `configuration_broken` for an address that is not the base. */
export async function apiOfProfile(profile: Profile, settings: OutgoingSettings, signal: AbortSignal): Promise<Api> {
  const connection = await readConnection(profile, { method: 'none' });
  return apiAt(profile.issuer, { settings, connection, signal }, profile);
}

/** For a grant: where it was obtained, whatever the profile says now (design promise 7). */
export function apiOfGrant(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Api {
  return apiAt(grant.issuer, partiesOfGrant(grant, settings, signal).caller);
}

function apiAt(issuer: string, caller: Caller, profile?: Profile): Api {
  const base = issuer.replace(/\/+$/, '');
  // Tools get their own address from this one, so it has one form only.
  if (profile && (base !== issuer || /\/api(\/v1)?$/.test(base))) {
    throw new TokenwellError(
      'configuration_broken',
      `Profile ${profile.name} (${profile.file}) must name NOMAD's base address, without \`/api\` and without a slash at its end.`,
    );
  }
  return { issuer, host: new URL(issuer).host, address: `${base}/api/v1`, caller };
}

/** Throws `ProviderFailure` for anything but a success or a refusal in FastAPI's words. */
export async function callApi(api: Api, { method = 'GET', path, token, json }: ApiRequest): Promise<ApiAnswer> {
  const place = 'NOMAD API';
  const address = api.address + path;
  const answer = await call(api.caller, place, address, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(json && { 'content-type': 'application/json' }),
    },
    body: json ? JSON.stringify(json) : null,
  });
  return readAnswer(answer, nameHop(place, address));
}

export function readAnswer(answer: OutgoingAnswer, hop: string): ApiAnswer {
  const { status } = answer;
  if (status === 204) return { status, body: {}, hop };
  return { status, body: refusalIn(answer) ?? readSuccess(answer, hop), hop };
}

/** For refusals that the caller has no better words for. The server's own are not repeated: they may hold anything. */
export function refusalOf({ status, hop }: ApiAnswer): Error {
  if (status === 403) {
    return new TokenwellError('not_permitted', `The ${hop} does not let this sign-in do it (HTTP 403).`, { hop });
  }
  const message =
    status === 401
      ? `The ${hop} does not take the token of this sign-in (HTTP 401).`
      : `The ${hop} refused the request (HTTP ${status}).`;
  return new ProviderFailure(message, { kind: 'refused', hop });
}

/** A token in an answer. Callers put it into a header, so it must be what may stand in one (RFC 6750 §2.1). */
export function readToken(value: unknown, hop: string): string {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,100000}$/.test(value)) return value;
  throw new ProviderFailure(`The ${hop} answered without a token that can be used.`, {
    ...{ kind: 'answer_lost' as const, hop, malformed: true },
  });
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function refusalIn({ status, body }: OutgoingAnswer): JsonObject | null {
  if (status < 400 || status > 499 || status === 429) return null;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'detail' in value ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
