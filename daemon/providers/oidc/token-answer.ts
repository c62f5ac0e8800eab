/** A token endpoint's answer (RFC 6749 §5.1), checked and tidied: odd values get a defined meaning here, once. */

import { decodeJwt } from 'jose';
import { ProviderFailure } from '../failure.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import type { TokenAnswer } from '../provider.ts';
import { type JsonObject, readSuccess } from './answer.ts';

/** What is passed on to openid-client, and comes back from it. */
export interface TidyTokenBody {
  access_token: string;
  token_type: string;
  expires_in?: number;
  refresh_token?: string;
  refresh_expires_in?: number;
  scope?: string;
  id_token?: string;
}

/** Throws `ProviderFailure`; an answer that cannot be used is `answer_lost`: what it held was issued all the same. */
export function readTokenBody(answer: OutgoingAnswer, hop: string): TidyTokenBody {
  const body = readSuccess(answer, hop);
  const expiresIn = duration(body.expires_in);
  // Keycloak's name for it, and GitHub's.
  const refreshExpiresIn = duration(body.refresh_expires_in ?? body.refresh_token_expires_in);
  const scope = scopeOf(body.scope);
  return {
    access_token: accessTokenOf(body, hop),
    token_type: tokenTypeOf(body, hop),
    ...(expiresIn !== null && { expires_in: expiresIn }),
    ...(isText(body.refresh_token) && { refresh_token: body.refresh_token }),
    ...(refreshExpiresIn !== null && { refresh_expires_in: refreshExpiresIn }),
    ...(scope && { scope }),
    ...(isText(body.id_token) && { id_token: body.id_token }),
  };
}

export function toTokenAnswer(body: Omit<TidyTokenBody, 'token_type'>): TokenAnswer {
  return {
    accessToken: body.access_token,
    tokenType: 'Bearer',
    expiresIn: body.expires_in ?? null,
    scopes: body.scope ? body.scope.split(' ') : null,
    ...scopesInside(body.access_token),
    refreshToken: body.refresh_token ?? null,
    // Keycloak sends 0 for a grant without a fixed end.
    refreshExpiresIn: body.refresh_expires_in || null,
  };
}

/**
 * The claim `scope` of a token in the form of RFC 9068 (§2.2.3). Nothing is decided by it, as a token is opaque to its client (§6): it is
 * only told, because Keycloak's answer to a narrowed refresh names the scopes of the grant instead.
 */
function scopesInside(accessToken: string): Pick<TokenAnswer, 'scopesInToken'> {
  try {
    const scope = scopeOf(decodeJwt(accessToken).scope);
    return scope === null ? {} : { scopesInToken: scope.split(' ') };
  } catch {
    return {};
  }
}

/** Callers put it into an Authorization header, so it must be what may stand in one: visible ASCII (RFC 6750 §2.1). */
function accessTokenOf({ access_token: token }: JsonObject, hop: string): string {
  if (!isText(token)) throw malformed(`The ${hop} answered without an access token.`, hop);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw malformed(`The ${hop} sent an access token with characters that no header may hold; it is not used.`, hop);
  }
  return token;
}

/** RFC 6749 §7.1: a client must not use a token whose type it does not understand. */
function tokenTypeOf({ token_type: type }: JsonObject, hop: string): string {
  if (isText(type) && type.toLowerCase() === 'bearer') return 'bearer';
  const named = isText(type) && /^[\w.:/-]{1,64}$/.test(type) ? `of type ${type}` : 'of unknown type';
  throw malformed(`The ${hop} sent a token ${named}; Tokenwell can serve bearer tokens only.`, hop);
}

/** Seconds; null for anything but a finite number that is not negative, or a string of digits. */
export function duration(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

/** Scope tokens of RFC 6749 §3.3, single-spaced; some servers send a list. null where nothing usable was sent. */
function scopeOf(value: unknown): string | null {
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (!isText(text)) return null;
  const scopes = text.split(/\s+/).filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  return scopes.join(' ') || null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function malformed(message: string, hop: string): ProviderFailure {
  return new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
}
