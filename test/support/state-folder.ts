/** A state directory of its own for each test, and what to put into it. */

import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event, StoreKind, StoreStatus } from '../../daemon/api.ts';
import { systemClock } from '../../daemon/clock.ts';
import type { GrantDraft } from '../../daemon/grant.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import type { AccountRecord } from '../../daemon/store/account-store.ts';
import { openState, type State, type StateOptions } from '../../daemon/store/state.ts';

export class StateFolder {
  readonly home: string;
  readonly paths: ReturnType<typeof findPaths>;
  readonly events: Event[] = [];
  readonly #open = new Set<State>();
  readonly #told = new EventEmitter();

  constructor(home = mkdtempSync(join(tmpdir(), 'tokenwell-state-'))) {
    this.home = home;
    this.paths = findPaths({ TOKENWELL_HOME: home });
  }

  async open(kind: StoreKind | null, more: Partial<StateOptions> = {}): Promise<State> {
    const events = {
      emit: (event: Event) => {
        this.events.push(event);
        this.#told.emit('event');
      },
    };
    const state = await openState({ paths: this.paths, kind, clock: systemClock, log: silentLog, events, ...more });
    this.#open.add(state);
    return state;
  }

  async close(state: State): Promise<void> {
    this.#open.delete(state);
    await state.close();
  }

  /** Opens, works, closes. */
  async with<Result>(kind: StoreKind | null, work: (state: State) => Promise<Result>): Promise<Result> {
    const state = await this.open(kind);
    try {
      return await work(state);
    } finally {
      await this.close(state);
    }
  }

  /** The store's status once its first try has ended, or the next event has come. */
  async settled(state: State): Promise<StoreStatus> {
    if (state.store.status().reason === 'opening') await this.nextEvent();
    return state.store.status();
  }

  async nextEvent(): Promise<void> {
    await once(this.#told, 'event');
  }

  /** All bytes of all files, for looking for what must not be there. Only while no state is open. */
  contents(): string {
    return readdirSync(this.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      .join('\n');
  }

  async dispose(): Promise<void> {
    for (const state of this.#open) await this.close(state);
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function grantDraft(refreshToken = 'canary-refresh-1'): GrantDraft {
  return {
    provider: 'oidc',
    kind: 'refresh_token',
    issuer: 'https://id.example.org',
    clientId: 'lab',
    clientAuthentication: { method: 'client_secret_basic', clientSecret: 'canary-client-secret' },
    subject: 'subject-1',
    scopes: ['offline_access', 'openid'],
    resources: [],
    endpoints: { token: 'https://id.example.org/token', revocation: null, userinfo: null },
    certificateAuthority: null,
    proxy: null,
    narrowing: 'safe',
    refreshToken,
  };
}

export function accountRecord(id = 'account-1', grantId: string | null = null): AccountRecord {
  return {
    id,
    profile: 'lab',
    provider: 'oidc',
    grantId,
    issuer: 'https://id.example.org',
    subject: 'subject-1',
    name: 'alice',
    scopes: ['offline_access', 'openid'],
    resources: [],
    grantKind: 'refresh_token',
    state: 'signed_in',
    signedInAt: 1_750_000_000_000,
    lastRefreshAt: null,
    lastUsedAt: null,
    grantEndsAt: null,
    sessionEndsAt: null,
    lastError: null,
  };
}
