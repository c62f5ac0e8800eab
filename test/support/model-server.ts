/**
 * A model of an authorization server for the refresh engine's tests: it rotates refresh tokens, detects their reuse,
 * lives on a fake clock, and fails as told. It stands where a provider stands, so that the engine's every step can be
 * driven; the real protocol is tested in `test/daemon/providers`.
 */

import assert from 'node:assert/strict';
import type { Grant, GrantDraft } from '../../daemon/grant.ts';
import { ProviderFailure } from '../../daemon/providers/failure.ts';
import type { Provider, RefreshRequest, SignedIn, TokenAnswer } from '../../daemon/providers/provider.ts';

export type Fault =
  /** The server never saw it. */
  | 'unavailable'
  /** The server never saw it, and nobody can know that. */
  | 'lost_before'
  /** The server did its work, and the answer was lost. */
  | 'lost_after'
  | { status: 429; retryAfter: number }
  | { error: string };

interface Session {
  refreshToken: string;
  scopes: string[];
  alive: boolean;
}

export interface IssuedToken {
  /** True time of issue and end, milliseconds. */
  issuedAt: number;
  endsAt: number;
  scopes: string[];
  resources: string[];
  session: string;
}

export interface ModelServerOptions {
  /** True time in milliseconds: unlike the daemon's clocks nobody can set or stop it. */
  now: () => number;
  /** Seconds. */
  accessTokenLife?: number;
  /** Seconds; null: the server does not tell. */
  refreshTokenLife?: number | null;
  rotates?: boolean;
  narrowing?: 'safe' | 'destructive' | 'unknown';
  refreshRevokesPrevious?: boolean;
  /** Answers name the scopes of the grant, whatever the token has, as Keycloak's do. */
  namesGrantScopes?: boolean;
  /** Refreshed tokens have the scopes of the grant, whatever was asked. */
  ignoresNarrowing?: boolean;
}

export const modelIssuer = 'https://model.example';

export class ModelServer implements Provider {
  readonly environmentPresets = [];
  readonly name = 'model';
  readonly #options: ModelServerOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #faults: Fault[] = [];
  readonly issued = new Map<string, IssuedToken>();
  /** Refresh requests that reached the server. */
  refreshes = 0;
  /** Refresh requests that were sent, whether or not they reached it. */
  attempts = 0;
  /** Rotated refresh tokens that were presented again. */
  reuses = 0;
  readonly #inFlight = new Map<string, number>();
  #count = 0;
  /** While set, requests wait for it. */
  gate: Promise<void> | null = null;
  /** While set, each request meets this fault. */
  always: Fault | null = null;

  /** Seconds; null: the server does not tell. */
  refreshTokenLife: number | null;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.refreshTokenLife = options.refreshTokenLife === undefined ? 1800 : options.refreshTokenLife;
  }

  /** The next requests meet these, one each. */
  next(...faults: Fault[]): void {
    this.#faults.push(...faults);
  }

  signIn(user = 'alice', scopes = ['openid', 'profile', 'email', 'data']): SignedIn {
    const id = `${user}-${++this.#count}`;
    const session = { refreshToken: `canary-refresh-${id}`, scopes, alive: true };
    this.#sessions.set(id, session);
    const grant: GrantDraft = {
      provider: 'model',
      kind: this.#options.refreshTokenLife === null ? 'offline_token' : 'refresh_token',
      issuer: modelIssuer,
      clientId: 'tokenwell-test',
      clientAuthentication: { method: 'none' },
      subject: user,
      scopes: [...scopes].sort(),
      resources: [],
      endpoints: { token: `${modelIssuer}/token`, revocation: `${modelIssuer}/revoke`, userinfo: null },
      certificateAuthority: null,
      proxy: null,
      narrowing: this.#options.narrowing ?? 'safe',
      refreshToken: session.refreshToken,
    };
    return { grant, answer: this.#issue(id, scopes, []), accountName: user };
  }

  /** The daemon is dead: nobody waits for the requests that are under way. */
  disconnect(): void {
    this.#inFlight.clear();
  }

  endSessions(): void {
    for (const session of this.#sessions.values()) session.alive = false;
  }

  sessionIsAlive(id: string): boolean {
    return this.#sessions.get(id)?.alive ?? false;
  }

  async capabilities(): Promise<never> {
    throw new Error('not part of this model');
  }

  grantTraits(grant: Grant) {
    return { narrowing: grant.narrowing, refreshRevokesPrevious: this.#options.refreshRevokesPrevious ?? false };
  }

  async refresh(grant: Grant, request: RefreshRequest): Promise<TokenAnswer> {
    this.attempts += 1;
    const flying = this.#inFlight.get(grant.id) ?? 0;
    assert.equal(flying, 0, 'two refreshes of one grant are in flight at once');
    this.#inFlight.set(grant.id, flying + 1);
    try {
      if (this.gate) await Promise.race([this.gate, abortOf(request.signal)]);
      return await this.#answer(grant, request);
    } finally {
      this.#inFlight.set(grant.id, 0);
    }
  }

  async revoke(grant: Grant): Promise<{ outcome: 'revoked' }> {
    const fault = this.#faults.shift() ?? this.always;
    if (fault) throw failureOf(fault);
    const session = this.#find(grant.refreshToken)?.[1];
    if (session) session.alive = false;
    return { outcome: 'revoked' };
  }

  async #answer(grant: Grant, request: RefreshRequest): Promise<TokenAnswer> {
    // A real server takes a turn of the event loop at least.
    await new Promise((resolve) => setImmediate(resolve));
    const fault = this.#faults.shift() ?? this.always;
    if (fault && fault !== 'lost_after') throw failureOf(fault);
    this.refreshes += 1;
    const answer = this.#renew(grant.refreshToken, request);
    if (fault === 'lost_after') throw failureOf(fault);
    return answer;
  }

  #renew(refreshToken: string, { scopes, resources }: RefreshRequest): TokenAnswer {
    const found = this.#find(refreshToken);
    if (!found) {
      this.reuses += 1;
      // Reuse of a rotated token ends the session (RFC 9700 §4.14.2), as Keycloak does.
      for (const [id, session] of this.#sessions)
        if (refreshToken.startsWith(`canary-refresh-${id}`)) session.alive = false;
      throw failureOf({ error: 'invalid_grant' });
    }
    const [id, session] = found;
    if (!session.alive) throw failureOf({ error: 'invalid_grant' });
    if (scopes.some((scope) => !session.scopes.includes(scope))) throw failureOf({ error: 'invalid_scope' });
    if (this.#options.narrowing === 'destructive') session.scopes = scopes;
    if (this.#options.rotates ?? true) session.refreshToken = `canary-refresh-${id}-${++this.#count}`;
    const given = this.#options.ignoresNarrowing ? session.scopes : scopes;
    const answer = { ...this.#issue(id, given, resources), refreshToken: session.refreshToken };
    return this.#options.namesGrantScopes ? { ...answer, scopes: session.scopes, scopesInToken: given } : answer;
  }

  #issue(session: string, scopes: string[], resources: string[]): TokenAnswer {
    const life = this.#options.accessTokenLife ?? 300;
    const accessToken = `canary-access-${++this.#count}`;
    const issuedAt = this.#options.now();
    if (this.#options.refreshRevokesPrevious) this.#endTokens(session, issuedAt);
    this.issued.set(accessToken, { issuedAt, endsAt: issuedAt + life * 1000, scopes, resources, session });
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: life,
      scopes,
      refreshToken: null,
      refreshExpiresIn: this.refreshTokenLife,
    };
  }

  #endTokens(session: string, now: number): void {
    for (const token of this.issued.values()) {
      if (token.session === session) token.endsAt = Math.min(token.endsAt, now);
    }
  }

  #find(refreshToken: string): [string, Session] | undefined {
    return [...this.#sessions].find(([, session]) => session.refreshToken === refreshToken);
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(failureOf('lost_before'))));
}

function failureOf(fault: Fault): ProviderFailure {
  const hop = 'token endpoint of model.example';
  if (fault === 'unavailable')
    return new ProviderFailure('model.example cannot be reached.', { kind: 'unavailable', hop });
  if (fault === 'lost_before' || fault === 'lost_after') {
    return new ProviderFailure('The answer of model.example was lost.', { kind: 'answer_lost', hop });
  }
  if ('status' in fault) {
    return new ProviderFailure('model.example has too much to do.', {
      kind: 'unavailable',
      hop,
      retryAfter: fault.retryAfter,
    });
  }
  return new ProviderFailure(`model.example refused: ${fault.error}.`, { kind: 'refused', error: fault.error, hop });
}
