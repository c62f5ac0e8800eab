/** The least that the server needs behind it: services that answer from memory and write down what they were asked. */

import {
  type AccountSummary,
  type Permission,
  profileDefinition,
  type SignIn,
  settings,
  type TokenResponse,
} from '../../daemon/api.ts';
import { outsider } from '../../daemon/caller.ts';
import { TokenwellError } from '../../daemon/errors.ts';
import { EventStream } from '../../daemon/events.ts';
import type { Services } from '../../daemon/services.ts';
import type { TokenRequest } from '../../daemon/token-service.ts';
import { fakeManagement } from './fake-management.ts';

export const canaryToken = 'canary-access-token';

export const fakeToken: TokenResponse = {
  access_token: canaryToken,
  token_type: 'Bearer',
  expires_in: 300,
  expires_at: 1_800_000_300,
  scope: 'openid',
  profile: 'lab',
  account: 'account-1',
  scope_met: true,
  min_ttl_met: true,
};

export const fakeAccount: AccountSummary = {
  id: 'account-1',
  profile: 'lab',
  name: 'alice',
  issuer: 'https://auth.example.org',
  state: 'signed_in',
  scope: 'openid',
  grant_kind: 'refresh_token',
  at_risk: false,
  maybe_rotated: false,
  signed_in_at: 1_800_000_000,
  holds_token: true,
  token_expires_at: 1_800_000_300,
  next_refresh_at: null,
  last_refresh_at: null,
  last_used_at: null,
  retry_at: null,
  retrying_since: null,
  waiting: null,
  session_ends_at: null,
  grant_ends_at: null,
  former_sign_in: null,
  last_error: null,
};

export const fakeSignIn: SignIn = {
  id: 'sign-in-1',
  profile: 'lab',
  flow: 'device',
  state: 'waiting',
  host: 'auth.example.org',
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://auth.example.org/device',
  verification_uri_complete: null,
  authorization_uri: null,
  verification_host_differs: false,
  may_open: true,
  expires_at: 1_800_000_600,
  expires_in: 600,
  interval: 5,
  purpose: 'account',
  account: null,
  created: null,
  error: null,
};

export const fakePermission: Permission = {
  id: 'permission-1',
  workspace: { folder: '/home/alice/thesis', name: 'thesis' },
  account: { id: 'account-1', name: 'alice', profile: 'lab' },
  decision: 'allow',
  given_at: 1_800_000_000,
  last_used_at: null,
  client: null,
};

export interface FakeServices extends Services {
  /** Names of the calls that change something or hand out a token, in their order. */
  readonly asked: string[];
  readonly tokenRequests: TokenRequest[];
  /** Counts of connected windows as they were told. */
  readonly windowCounts: number[];
  /** What `lookUp` and `obtain` do; replace them at will. */
  tokens: Services['tokens'];
}

export function fakeServices(): FakeServices {
  const asked: string[] = [];
  const tokenRequests: TokenRequest[] = [];
  const windowCounts: number[] = [];
  let current = settings.parse({});
  const note = <Value>(name: string, value: Value): Value => {
    asked.push(name);
    return value;
  };
  const signInOf = (id: string): SignIn => {
    if (id === fakeSignIn.id) return fakeSignIn;
    throw new TokenwellError('sign_in_not_found', 'There is no such sign-in.');
  };
  const profile = {
    name: 'lab',
    origin: 'user' as const,
    file: '/home/alice/.config/tokenwell/config.json',
    provider: 'oidc',
    issuer: 'https://auth.example.org',
    client_id: 'lab-client',
    registries: [],
    token_endpoint_auth_method: 'none' as const,
    scope: 'openid',
    resource: [],
  };
  return {
    asked,
    tokenRequests,
    windowCounts,
    tokens: {
      lookUp(request) {
        tokenRequests.push(request);
        return request.profile === 'lab' ? note('lookUp', fakeToken) : undefined;
      },
      async obtain() {
        throw new TokenwellError('profile_not_found', 'There is no such profile.');
      },
    },
    accounts: {
      list: () => [fakeAccount],
      admit: async () => {},
      transfer: async (account) =>
        note('transfer', {
          ...{ account, issuer: fakeAccount.issuer, client_id: 'lab-client', client_secret: null },
          ...{ access_token: canaryToken, refresh_token: 'canary-refresh-token' },
        }),
      keptPassword: async () => note('keptPassword', null),
      async signOut(account) {
        if (account !== fakeAccount.id) throw new TokenwellError('account_not_found', 'There is no such account.');
        return note('signOut', {
          account,
          revocation: 'revoked',
          detail: 'The server ended it.',
          may_live_until: null,
        });
      },
      windowsConnected: (count) => windowCounts.push(count),
    },
    revokeAll: { revokeAll: async () => note('revokeAll', { results: [], tokens: [], left: [] }) },
    signIns: {
      start: async () => note('signIn', fakeSignIn),
      get: signInOf,
      list: () => [fakeSignIn],
      capabilities: async () => ({
        flows: ['device', 'code', 'paste'],
        narrowing: 'safe',
        rotates: null,
        refresh_revokes_previous: false,
        revokes: true,
      }),
      discover: async (address, provider) => ({
        ...{ issuer: address, host: 'auth.example.org', provider },
        ...{ flows: ['device', 'code', 'paste'], scopes_supported: ['openid'] },
      }),
      cancel: async (id) => note('cancel', signInOf(id)),
      redeem: async (id) => note('redeem', signInOf(id)),
    },
    audit: {
      served: () => {},
      refused: () => {},
      exported: () => {},
      given: () => {},
      list: () => ({ enabled: true, entries: [] }),
    },
    permissions: {
      identify: () => outsider,
      list: () => ({ permissions: [fakePermission], requests: [], workspaces: [] }),
      requests: () => [],
      decide: () => note('decide', fakePermission),
      remove(id) {
        if (id !== fakePermission.id) {
          throw new TokenwellError('permission_not_found', 'There is no such permission.');
        }
        note('removePermission', undefined);
      },
      register: async () => note('register', undefined),
      windowOpened: () => () => {},
      isTrusted: () => true,
    },
    profiles: {
      list: () => ({ profiles: [profile], problems: [] }),
      describe: () => ({ ...profile, definition: profileDefinition.parse({ issuer: profile.issuer, client_id: 'x' }) }),
      find() {
        throw new TokenwellError('profile_not_found', 'There is no such profile.');
      },
      async copy() {
        throw new TokenwellError('profile_not_found', 'There is no such profile.');
      },
      add: async (creation) => note('addProfile', { ...profile, name: creation.name }),
      async change(name) {
        if (name !== 'lab') throw new TokenwellError('profile_not_found', 'There is no such profile.');
        return note('changeProfile', profile);
      },
      async remove(name) {
        if (name !== 'lab') throw new TokenwellError('profile_not_found', 'There is no such profile.');
        note('removeProfile', undefined);
      },
    },
    systems: {
      list: () => [],
      define: () => ({
        ...{ name: 'lab', flow: null },
        definition: profileDefinition.parse({ issuer: profile.issuer, client_id: 'x' }),
      }),
    },
    imports: {
      sources: () => ({ sources: [] }),
      search: async () => ({ offers: [] }),
      take: async () =>
        note('import', { account: fakeAccount, profile: 'lab', profile_created: false, used_up: true, detail: '' }),
      forget: () => {},
    },
    ...fakeManagement(note),
    environmentPresets: { list: () => ({ presets: [] }) },
    settings: {
      get: () => current,
      async update(change) {
        current = settings.parse({
          ...current,
          ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null)),
        });
        return note('settings', current);
      },
      offer: () => note('offer', undefined),
    },
    store: {
      kind: 'memory',
      ready: async () => {},
      status: () => ({
        kind: 'memory',
        state: 'open',
        reason: null,
        detail: 'Nothing is written to disk.',
        sealed: false,
      }),
      unlock: async () =>
        note('unlock', { kind: 'memory', state: 'open', reason: null, detail: 'It is open.', sealed: false }),
      migrate: async ({ to }) =>
        note('migrate', {
          store: { kind: to, state: 'open' as const, reason: null, detail: 'The store is open.', sealed: true },
          old_key: { kind: 'memory' as const, removed: true, detail: 'It is gone.' },
        }),
      removeKey: async () => note('removeKey', { kind: 'memory', removed: true, detail: 'It is gone.' }),
    },
    diagnoses: {
      diagnose: async () =>
        note('diagnose', { findings: [{ check: 'server', result: 'ok', detail: 'It answers.', advice: null }] }),
    },
    lifecycle: {
      version: '0.1.0',
      startId: 'start-1',
      shutDown: async () => note('shutDown', undefined),
      called: () => {},
    },
    events: new EventStream(),
  };
}
