/**
 * What people have already: the files and variables of a system's own tools, and how to read them. Declared by the system
 * (`imports` in `systems.ts`), so that nobody else knows a format.
 */

import { decodeJwt } from 'jose';
import type { ImportOffer, ImportSource, ProfileDefinitionInput } from '../api.ts';
import type { SignInSecrets } from './provider.ts';

export interface KnownImport extends Omit<ImportSource, 'system'> {
  /** null: it is of another kind. An empty list: of this kind, with nothing in it. */
  readText?(text: string): Importable[] | null;
  /** Of the variables that it names, those that are set. */
  readVariables?(variables: Readonly<Record<string, string>>): Importable[];
}

/** One credential, as its place has it. Nothing of it has been tried, nor can it be believed. */
export interface Importable {
  kind: ImportOffer['kind'];
  /** Which of several in one place. */
  part: string | null;
  issuer: string | null;
  clientId: string | null;
  /** The client came with it and belongs to it, so that any profile of this server will do. */
  ownClient: boolean;
  subject: string | null;
  user: string | null;
  expiresAt: number | null;
  /** How it is tried and turned into a grant. */
  flow: 'paste' | 'password';
  secrets: SignInSecrets;
  /** The profile that it would need; null: only a person can know. */
  profile: { name: string; definition: ProfileDefinitionInput } | null;
  problem: string | null;
  warnings: string[];
}

/** With the usual of everything that is not named. */
export function importableOf(given: Partial<Importable> & Pick<Importable, 'kind' | 'secrets'>): Importable {
  return {
    ...{ part: null, issuer: null, clientId: null, ownClient: false, subject: null, user: null, expiresAt: null },
    ...{ flow: 'paste', profile: null, problem: null, warnings: [] },
    ...given,
  };
}

/** The object in it; null: it is no JSON object. */
export function jsonObjectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A single word of visible ASCII, as tokens are (RFC 6750 §2.1); null: something else. */
export function bareTokenIn(text: string): string | null {
  const word = text.trim();
  return /^[\x21-\x7e]{16,}$/.test(word) && !/^[{["<]/.test(word) ? word : null;
}

/** What a token says of itself, where it happens to be a JWT: read, and never believed. */
export function claimsIn(token: string | undefined): Record<string, unknown> {
  try {
    return decodeJwt(token ?? '');
  } catch {
    return {};
  }
}

/** The server's session behind a refresh token, where it tells (Keycloak: `sid`, for each kind of token another). */
export function sessionBehind(token: string): string | null {
  const { iss, azp, sid, typ } = claimsIn(token);
  return typeof sid === 'string' ? JSON.stringify([iss, azp, typ, sid]) : null;
}
