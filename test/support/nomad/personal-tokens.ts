/** The stand-in's personal access tokens, as `nomad/auth/pat` keeps them. */

import { randomBytes } from 'node:crypto';
import type { Answer, Nomad, NomadRequest, Who } from '../nomad.ts';
import { missingScopes, unprocessable } from '../nomad.ts';

interface PersonalToken {
  id: string;
  user: string;
  value: string;
  name: string;
  description: string | null;
  scopes: string[];
  days: number | null;
  revoked: boolean;
  createdAt: number;
  lastUsedAt: number | null;
}

const known =
  /^(actions|apps|datasets|entries|graph|groups|info|materials|metainfo|north|schemas|suggestions|systems|uploads|users|tokens|external_\w+):[a-z_]+$/;
const longestLife = 365;

export class PersonalTokens {
  readonly #nomad: Nomad;
  readonly all: PersonalToken[] = [];

  constructor(nomad: Nomad) {
    this.#nomad = nomad;
  }

  authenticate(value: string): PersonalToken | null {
    const found = this.all.find((token) => token.value === value);
    if (!found || !this.#isActive(found)) return null;
    found.lastUsedAt = this.#nomad.options.now();
    return found;
  }

  answer(who: Who, { method, query, body }: NomadRequest, path: string): Answer {
    const [id, verb] = path.split('/').slice(1);
    const user = who.user ?? '';
    if (id === undefined) {
      if (method === 'GET') return missingScopes(who, 'tokens:read') ?? this.#list(user, query);
      return missingScopes(who, 'tokens:create') ?? this.#create(user, body);
    }
    const token = this.all.find((one) => one.id === id && one.user === user);
    const missing = missingScopes(who, verb === 'rotate' ? 'tokens:create' : 'tokens:read');
    if (missing) return missing;
    if (!token) return { status: 404, body: { detail: 'Token not found or does not belong to the user.' } };
    if (verb === 'rotate') return this.#rotate(token);
    if (method === 'GET') return { status: 200, body: this.#describe(token) };
    if (!this.#nomad.options.revokesNothing) token.revoked = true;
    return { status: 204, body: undefined };
  }

  #list(user: string, query: URLSearchParams): Answer {
    const size = Number(query.get('page_size') ?? 10);
    const page = Number(query.get('page') ?? 1);
    const revoked = query.get('revoked');
    const own = this.all.filter((one) => one.user === user && (revoked === null || String(one.revoked) === revoked));
    const data = own.slice((page - 1) * size, page * size).map((one) => this.#describe(one));
    const pagination = { page_size: size, page, order_by: 'created_desc', order: 'asc', total: own.length };
    return {
      status: 200,
      body: { query: { revoked: revoked === null ? null : revoked === 'true' }, pagination, data },
    };
  }

  #create(user: string, body: string): Answer {
    const { metadata, expires_in_days: days = 30 } = JSON.parse(body);
    if (typeof metadata?.name !== 'string')
      return unprocessable('missing', ['body', 'metadata', 'name'], 'Field required');
    if (metadata.scopes.length === 0) return bad('At least one scope must be selected.');
    if (days !== null && days <= 0) return bad('Cannot create an already expired token.');
    if (days > longestLife) {
      return bad(`Requested lifetime (${days} days) exceeds the maximum allowed (${longestLife} days).`);
    }
    const strange = metadata.scopes.filter((scope: string) => !known.test(scope));
    if (strange.length > 0) return bad(`Invalid scopes: {'${strange.join("', '")}'}`);
    if (metadata.scopes.some((scope: string) => scope.startsWith('tokens:'))) {
      return bad('Personal access tokens are not allowed to operate on PATs.');
    }
    const { name, description = null, scopes } = metadata;
    return { status: 201, body: this.#add({ user, name, description, scopes, days }) };
  }

  #rotate(token: PersonalToken): Answer {
    if (!this.#isActive(token)) return bad('Cannot rotate an expired/revoked token.');
    token.revoked = true;
    const { user, name, description, scopes, days } = token;
    return { status: 200, body: this.#add({ user, name, description, scopes, days }) };
  }

  #add(given: Pick<PersonalToken, 'user' | 'name' | 'description' | 'scopes' | 'days'>) {
    const token: PersonalToken = {
      ...given,
      id: randomBytes(12).toString('hex'),
      value: `nomad_pat_canary-${randomBytes(16).toString('base64url')}`,
      revoked: false,
      createdAt: this.#nomad.options.now(),
      lastUsedAt: null,
    };
    this.all.push(token);
    return { pat: this.#describe(token), raw_token: token.value };
  }

  #endOf({ days, createdAt }: PersonalToken): number | null {
    return days === null ? null : createdAt + days * 86_400_000;
  }

  #isActive(token: PersonalToken): boolean {
    return !token.revoked && (this.#endOf(token) ?? Number.POSITIVE_INFINITY) >= this.#nomad.options.now();
  }

  #describe(token: PersonalToken) {
    const time = (milliseconds: number | null) => (milliseconds === null ? null : new Date(milliseconds).toISOString());
    const { id, name, scopes, description, revoked, createdAt, lastUsedAt } = token;
    return {
      ...{ id, name, scopes, description, revoked, created_at: time(createdAt) },
      ...{ expired_at: time(this.#endOf(token)), last_used_at: time(lastUsedAt) },
    };
  }
}

function bad(detail: string): Answer {
  return { status: 400, body: { detail } };
}
