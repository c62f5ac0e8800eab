/**
 * A stand-in for NOMAD with the bodies of its routers (nomad-lab 2.0.0, `nomad/app/v1/routers/auth.py` and `users.py`), and
 * of the Keycloak realm behind it. Users: alice and bob, password `canary-password`.
 *
 *     const nomad = await startNomad({ personalTokens: 'none' });
 *     nomad.realm.approve(userCode, 'alice');
 *     nomad.on('/api/v1/users/me', text('<html>proxy</html>'));
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { PersonalTokens } from './nomad/personal-tokens.ts';
import { Realm, realmPath } from './nomad/realm.ts';

export interface NomadOptions {
  /** Where personal access tokens are; none: an old version. */
  personalTokens?: '/auth/pats' | '/pats' | 'none';
  /** Seconds; the administrator's `app_token_max_expires_in`. */
  longestAppToken?: number;
  /** Whether the web interface, which tells the realm, is there. */
  webInterface?: boolean;
  /** Older versions answer with an access token and its type only. */
  tokenSet?: 'full' | 'access_token';
  /** NOMAD's own client has a secret, so that nobody else can renew what it got. */
  clientHasSecret?: boolean;
  /** Deleting a personal access token is confirmed and does nothing. */
  revokesNothing?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export interface NomadRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  bearer: string;
  body: string;
}

export type Answer = { status: number; body: unknown; type?: string };

export const password = 'canary-password';
export const users: Record<string, string> = {
  alice: '6a1f0e0c-0000-4000-8000-00000000a11c',
  bob: '6a1f0e0c-0000-4000-8000-000000000b0b',
};

const signingKey = new TextEncoder().encode('canary-api-secret-of-at-least-32-characters');

export class Nomad {
  readonly realm: Realm;
  readonly personalTokens: PersonalTokens;
  /** What happens between an answer and its being sent. */
  meanwhile: ((request: NomadRequest) => Promise<void>) | undefined;
  readonly received: NomadRequest[] = [];
  /** Every app token that was issued. */
  readonly appTokens: string[] = [];
  readonly options: Required<NomadOptions>;
  readonly #answers = new Map<string, Answer>();
  readonly #held = new Map<string, Promise<unknown>>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  origin = '';

  constructor(options: NomadOptions) {
    this.options = {
      ...{ personalTokens: '/auth/pats', longestAppToken: 2_592_000, webInterface: true, tokenSet: 'full' },
      ...{ clientHasSecret: false, revokesNothing: false, now: Date.now },
      ...options,
    };
    this.realm = new Realm(this);
    this.personalTokens = new PersonalTokens(this);
  }

  /** As profiles name it. */
  get address(): string {
    return `${this.origin}/nomad-oasis`;
  }

  /** In place of what it would answer at this path below its base address. */
  on(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** What it is asked at this path it does at once, and says so only then; a refusal does not wait. */
  answerAfter(path: string, moment: Promise<unknown>): void {
    this.#held.set(path, moment);
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url ?? '/', this.origin);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const received = { method: request.method ?? '', path: url.pathname, query: url.searchParams, bearer, body };
    this.received.push(received);
    const { status, body: answer, type } = await this.#answer(received);
    if (status === 200) await this.#held.get(url.pathname.replace('/nomad-oasis', ''));
    await this.meanwhile?.(received);
    response.writeHead(status, { 'content-type': type ?? 'application/json' });
    response.end(typeof answer === 'string' ? answer : answer === undefined ? '' : JSON.stringify(answer));
  }

  async #answer(request: NomadRequest): Promise<Answer> {
    if (request.path.startsWith(realmPath))
      return this.realm.answer({ ...request, path: request.path.slice(realmPath.length) });
    const base = '/nomad-oasis';
    const path = request.path.startsWith(`${base}/`) ? request.path.slice(base.length) : '';
    const instead = this.#answers.get(path);
    if (instead) return instead;
    if (path === '/gui/env.js' && this.options.webInterface) return this.#environment();
    const api = path.startsWith('/api/v1/') ? path.slice('/api/v1'.length) : '';
    if (api === '/info') return { status: 200, body: { version: '2.0.0', deployment: 'test', oasis: true } };
    if (api === '/auth/token' && request.method === 'POST') return this.#token(new URLSearchParams(request.body));
    const who = await this.#whoIs(request.bearer);
    if (api === '/users/me') return this.#me(who);
    if (api === '/auth/app_token') return this.#appToken(who, request.query);
    const { personalTokens: place } = this.options;
    if (place !== 'none' && api.startsWith(place)) {
      return who.user ? this.personalTokens.answer(who, request, api.slice(place.length)) : who.refusal;
    }
    return { status: 404, body: { detail: 'Not Found' } };
  }

  /** `window.nomadEnv = …`, as `nomad dev gui-config` writes it; the parts that matter. */
  #environment(): Answer {
    const environment = {
      appBase: this.address,
      keycloakBase: `${this.origin}/keycloak/auth/`,
      keycloakRealm: 'fairdi_nomad_test',
      keycloakClientId: 'nomad_public',
      appTokenMaxExpiresIn: this.options.longestAppToken,
      version: {},
    };
    const script = `window.nomadEnv = ${JSON.stringify(environment, null, 2)}`;
    return { status: 200, body: script, type: 'application/javascript; charset=utf-8' };
  }

  async #token(form: URLSearchParams): Promise<Answer> {
    if (form.get('grant_type') !== 'password') {
      return unprocessable(
        'string_pattern_mismatch',
        ['body', 'grant_type'],
        "String should match pattern '^password$'",
      );
    }
    const user = form.get('username') ?? '';
    if (!Object.hasOwn(users, user) || form.get('password') !== password) {
      return { status: 401, body: { detail: 'Incorrect username or password' } };
    }
    const { access_token, token_type, ...rest } = await this.realm.issue(user, 'nomad_public');
    if (this.options.tokenSet === 'access_token') return { status: 200, body: { access_token, token_type } };
    return { status: 200, body: { access_token, token_type, ...rest } };
  }

  async #whoIs(bearer: string): Promise<Who> {
    const unauthorized = (detail: string): Who => ({
      user: null,
      scopes: [],
      refusal: { status: 401, body: { detail } },
    });
    if (!bearer) return unauthorized('Authentication required.');
    if (bearer.startsWith('nomad_pat_')) {
      const found = this.personalTokens.authenticate(bearer);
      return found ? { user: found.user, scopes: found.scopes, refusal } : unauthorized('Authentication required.');
    }
    let claims: Record<string, unknown>;
    try {
      claims = decodeJwt(bearer);
    } catch {
      return unauthorized('Could not validate credentials. The given token is invalid.');
    }
    if (Object.keys(claims).sort().join() !== 'exp,user') {
      const user = this.realm.userOf(bearer);
      return user
        ? { user, scopes: ['*'], refusal }
        : unauthorized('Could not validate credentials. The given token is invalid.');
    }
    try {
      await jwtVerify(bearer, signingKey, { currentDate: new Date(this.options.now()) });
    } catch (error) {
      const expired = (error as { code?: string }).code === 'ERR_JWT_EXPIRED';
      return unauthorized(expired ? 'Expired token.' : 'Invalid token.');
    }
    const user = Object.keys(users).find((name) => users[name] === claims.user);
    return user ? { user, scopes: ['*', '!tokens'], refusal } : unauthorized('Invalid token.');
  }

  #me(who: Who): Answer {
    const missing = missingScopes(who, 'users:read');
    if (missing) return missing;
    const name = who.user ?? '';
    const body = { user_id: users[name], username: name, email: `${name}@example.org`, name, is_admin: false };
    return { status: 200, body };
  }

  async #appToken(who: Who, query: URLSearchParams): Promise<Answer> {
    const missing = missingScopes(who, 'tokens:create');
    if (missing) return missing;
    const where = ['query', 'expires_in'];
    const seconds = Number(query.get('expires_in') ?? Number.NaN);
    if (!query.has('expires_in')) return unprocessable('missing', where, 'Field required');
    if (!Number.isInteger(seconds)) {
      return unprocessable(
        'int_parsing',
        where,
        'Input should be a valid integer, unable to parse string as an integer',
      );
    }
    if (seconds <= 0) return unprocessable('greater_than', where, 'Input should be greater than 0', { gt: 0 });
    const longest = this.options.longestAppToken;
    if (seconds > longest) {
      const words = `Input should be less than or equal to ${longest}`;
      return unprocessable('less_than_equal', where, words, { le: longest });
    }
    const token = await new SignJWT({ user: users[who.user ?? ''] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setExpirationTime(Math.floor(this.options.now() / 1000) + seconds)
      .sign(signingKey);
    this.appTokens.push(token);
    return { status: 200, body: { app_token: token } };
  }
}

export interface Who {
  /** null: nobody. */
  user: string | null;
  /** `*`: all; `!tokens`: but those of `tokens:`. */
  scopes: string[];
  refusal: Answer;
}

const refusal: Answer = { status: 401, body: { detail: 'Authentication required.' } };

export function missingScopes({ user, scopes, refusal }: Who, ...needed: string[]): Answer | null {
  if (!user) return refusal;
  const has = (scope: string) =>
    scopes.includes('*') ? !(scopes.includes('!tokens') && scope.startsWith('tokens:')) : scopes.includes(scope);
  const missing = needed.filter((scope) => !has(scope));
  if (missing.length === 0) return null;
  return { status: 403, body: { detail: `Missing scopes: [${missing.map((scope) => `'${scope}'`).join(', ')}]` } };
}

export function unprocessable(type: string, loc: string[], msg: string, ctx?: object): Answer {
  return { status: 422, body: { detail: [{ type, loc, msg, input: null, ...(ctx && { ctx }) }] } };
}

export function startNomad(options: NomadOptions = {}): Promise<Nomad> {
  return new Nomad(options).start();
}
