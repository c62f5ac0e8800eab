/**
 * The daemon's calls as typed methods, over the owner socket.
 *
 * The address is looked up again when nobody listens there any more, so that a long-lived program survives a restart of
 * the daemon. Nothing here ever starts a daemon; `connect.ts` does.
 */

import type * as api from '../../daemon/api.ts';
import { DaemonUnreachable } from './daemon-error.ts';
import type { DaemonAddress } from './find-daemon.ts';
import { type Call, exchange, withQuery } from './http-call.ts';
import { keyHeader } from './key-file.ts';
import { type Self, whoWeAre } from './who-we-are.ts';

export interface ConnectionOptions {
  /** Where the daemon is now; null: nowhere. Asked before the first call, and again after one that found nobody. */
  find: () => DaemonAddress | null;
  /** What this program is called in the audit log, e.g. `tokenwell-cli`. */
  client: string;
  /** More of what it says of itself; asked at each call, as a window's folders change. */
  self?: () => Omit<Self, 'client'>;
  /** Milliseconds until a call gives up, unless it names its own limit; default 30,000. */
  deadline?: number;
}

export type TokenParameters = { [Name in keyof api.TokenQuery]?: api.TokenQuery[Name] | undefined };

/** All methods reject with `DaemonError` (the daemon refused) or `DaemonUnreachable` (none answered). */
export class Connection {
  readonly #options: ConnectionOptions;
  #address: DaemonAddress | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Where calls go now; looks it up if need be. Throws `DaemonUnreachable`. */
  get address(): DaemonAddress {
    this.#address ??= this.#options.find();
    if (!this.#address) throw new DaemonUnreachable('not_running', 'The daemon is not running.');
    return this.#address;
  }

  /** `deadline` (seconds) is the daemon's limit; the call itself waits a little longer, so that its words arrive. */
  token(profile: string, query: TokenParameters = {}): Promise<api.TokenResponse> {
    const deadline = ((query.deadline ?? 10) + 5) * 1000;
    return this.#call('GET', withQuery(`/v1/token/${encodeURIComponent(profile)}`, query), undefined, deadline);
  }

  health(): Promise<api.HealthResponse> {
    return this.#call('GET', '/v1/health');
  }

  profiles(workspace?: string): Promise<api.ProfilesResponse> {
    return this.#call('GET', withQuery('/v1/profiles', { workspace }));
  }

  profile(name: string, workspace?: string): Promise<api.ProfileDetails> {
    return this.#call('GET', withQuery(`/v1/profiles/${encodeURIComponent(name)}`, { workspace }));
  }

  /** The daemon may have to ask the server. */
  capabilities(profile: string, workspace?: string): Promise<api.Capabilities> {
    const path = `/v1/profiles/${encodeURIComponent(profile)}/capabilities`;
    return this.#call('GET', withQuery(path, { workspace }), undefined, serversTime);
  }

  /** What a server offers for which there is no profile yet. */
  discover(request: api.ServerDiscoveryRequest): Promise<api.ServerDiscovery> {
    return this.#call('POST', '/v1/discoveries', request, 60_000);
  }

  environmentPresets(profile: string, workspace?: string): Promise<api.EnvironmentPresetsResponse> {
    const path = `/v1/profiles/${encodeURIComponent(profile)}/environment-presets`;
    return this.#call('GET', withQuery(path, { workspace }));
  }

  addProfile(creation: api.ProfileCreation): Promise<api.ProfileSummary> {
    return this.#call('POST', '/v1/profiles', creation);
  }

  changeProfile(name: string, change: api.ProfileChange): Promise<api.ProfileSummary> {
    return this.#call('PATCH', `/v1/profiles/${encodeURIComponent(name)}`, change);
  }

  removeProfile(name: string): Promise<void> {
    return this.#call('DELETE', `/v1/profiles/${encodeURIComponent(name)}`);
  }

  accounts(): Promise<api.AccountsResponse> {
    return this.#call('GET', '/v1/accounts');
  }

  signOut(account: string): Promise<api.SignOutResponse> {
    return this.#call('DELETE', `/v1/accounts/${encodeURIComponent(account)}`);
  }

  /** The grant is forgotten there, not revoked, and told once. */
  transferGrant(account: string): Promise<api.TransferredGrant> {
    return this.#call('POST', `${pathOf(account)}/transfer`, {}, serversTime);
  }

  /** In its answer the password is plain: only for what the person has just said yes to. */
  keptPassword(account: string): Promise<api.KeptPassword> {
    return this.#call('POST', `${pathOf(account)}/kept-password`, {});
  }

  /** The daemon asks a server several times for it: for the list, for each token, and to sign out. */
  revokeAll(): Promise<api.RevokeAllResponse> {
    return this.#call('POST', '/v1/revoke-all', {}, 4 * serversTime);
  }

  startSignIn(creation: api.SignInCreation): Promise<api.SignIn> {
    return this.#call('POST', '/v1/sign-ins', creation, serversTime);
  }

  signIns(): Promise<api.SignInsResponse> {
    return this.#call('GET', '/v1/sign-ins');
  }

  signIn(id: string): Promise<api.SignIn> {
    return this.#call('GET', `/v1/sign-ins/${encodeURIComponent(id)}`);
  }

  cancelSignIn(id: string): Promise<api.SignIn> {
    return this.#call('DELETE', `/v1/sign-ins/${encodeURIComponent(id)}`);
  }

  /** The code flow's redirect came back with this address. */
  redeemSignIn(id: string, callback: api.SignInCallback): Promise<api.SignIn> {
    return this.#call('POST', `/v1/sign-ins/${encodeURIComponent(id)}/callback`, callback, serversTime);
  }

  systems(): Promise<api.SystemsResponse> {
    return this.#call('GET', '/v1/systems');
  }

  /** Nothing is written by asking. */
  profileOfSystem(name: string, wish: api.SystemWish): Promise<api.SystemProfile> {
    return this.#call('POST', `/v1/systems/${encodeURIComponent(name)}/profile`, wish);
  }

  importSources(): Promise<api.ImportSourcesResponse> {
    return this.#call('GET', '/v1/imports');
  }

  /** The daemon asks no server for it. */
  searchImports(search: api.ImportSearch): Promise<api.ImportOffersResponse> {
    return this.#call('POST', '/v1/imports', search);
  }

  takeImport(id: string, taking: api.ImportTaking): Promise<api.ImportResult> {
    return this.#call('POST', `/v1/imports/${encodeURIComponent(id)}/take`, taking, serversTime);
  }

  forgetImport(id: string): Promise<void> {
    return this.#call('DELETE', `/v1/imports/${encodeURIComponent(id)}`);
  }

  accountCapabilities(account: string): Promise<api.AccountCapabilities> {
    return this.#call('GET', `${pathOf(account)}/capabilities`);
  }

  longLivedTokens(account: string, query: { all?: 'true' | 'false' } = {}): Promise<api.LongLivedTokensResponse> {
    return this.#call('GET', withQuery(`${pathOf(account)}/tokens`, query), undefined, serversTime);
  }

  createLongLivedToken(account: string, creation: api.LongLivedTokenCreation): Promise<api.CreatedLongLivedToken> {
    return this.#call('POST', `${pathOf(account)}/tokens`, creation, serversTime);
  }

  editLongLivedToken(account: string, id: string, change: api.LongLivedTokenChange): Promise<api.LongLivedToken> {
    return this.#call('PATCH', pathOf(account, 'tokens', id), change, serversTime);
  }

  rotateLongLivedToken(account: string, id: string): Promise<api.CreatedLongLivedToken> {
    return this.#call('POST', `${pathOf(account, 'tokens', id)}/rotate`, {}, serversTime);
  }

  testLongLivedToken(account: string, id: string, value: api.TokenValue = {}): Promise<api.TokenTest> {
    return this.#call('POST', `${pathOf(account, 'tokens', id)}/test`, value, serversTime);
  }

  revokeLongLivedToken(account: string, id: string, value: api.TokenValue = {}): Promise<api.TokenRevocation> {
    return this.#call('POST', `${pathOf(account, 'tokens', id)}/revoke`, value, serversTime);
  }

  /** Long-lived tokens that live on while nobody of theirs is signed in. */
  leftTokens(): Promise<api.LeftTokensResponse> {
    return this.#call('GET', '/v1/left-tokens');
  }

  forgetLeftToken(id: string): Promise<void> {
    return this.#call('DELETE', `/v1/left-tokens/${encodeURIComponent(id)}`);
  }

  forgetLongLivedToken(account: string, id: string): Promise<void> {
    return this.#call('DELETE', pathOf(account, 'tokens', id));
  }

  showOneTimeValue(id: string): Promise<api.ShownValue> {
    return this.#call('POST', `/v1/one-time-values/${encodeURIComponent(id)}/show`, {});
  }

  keepOneTimeValue(id: string, request: api.KeepRequest): Promise<api.AccountSummary> {
    return this.#call('POST', `/v1/one-time-values/${encodeURIComponent(id)}/keep`, request);
  }

  forgetOneTimeValue(id: string): Promise<void> {
    return this.#call('DELETE', `/v1/one-time-values/${encodeURIComponent(id)}`);
  }

  exportTargets(): Promise<api.ExportTargetsResponse> {
    return this.#call('GET', '/v1/export-targets');
  }

  checkExport(wish: api.ExportWish): Promise<api.ExportOutcome> {
    return this.#call('POST', '/v1/export-checks', wish, serversTime);
  }

  exportOneTimeValue(id: string, wish: api.ExportWish): Promise<api.ExportOutcome> {
    return this.#call('POST', `/v1/one-time-values/${encodeURIComponent(id)}/export`, wish, serversTime);
  }

  exportKeptToken(account: string, id: string, wish: api.KeptTokenExport): Promise<api.ExportOutcome> {
    return this.#call('POST', `${pathOf(account, 'tokens', id)}/export`, wish, 2 * serversTime);
  }

  giveApplicationCredentials(account: string, credentials: api.ApplicationCredentials): Promise<void> {
    return this.#call('POST', pathOf(account, 'application-credentials'), credentials);
  }

  forgetApplicationCredentials(account: string): Promise<void> {
    return this.#call('DELETE', pathOf(account, 'application-credentials'));
  }

  applications(account: string): Promise<api.ApplicationsResponse> {
    return this.#call('GET', pathOf(account, 'applications'), undefined, serversTime);
  }

  createApplication(account: string, wish: api.ApplicationWish): Promise<api.CreatedApplication> {
    return this.#call('POST', pathOf(account, 'applications'), wish, serversTime);
  }

  editApplication(account: string, id: string, wish: api.ApplicationWish): Promise<api.Application> {
    return this.#call('PATCH', pathOf(account, 'applications', id), wish, serversTime);
  }

  deleteApplication(account: string, id: string): Promise<api.ApplicationResult> {
    return this.#call('DELETE', pathOf(account, 'applications', id), undefined, serversTime);
  }

  revokeApplicationTokens(account: string, id: string): Promise<api.ApplicationResult> {
    return this.#call('POST', `${pathOf(account, 'applications', id)}/revoke-tokens`, {}, serversTime);
  }

  subscriptions(account: string, application: string): Promise<api.SubscriptionsResponse> {
    return this.#call('GET', `${pathOf(account, 'applications', application)}/subscriptions`, undefined, serversTime);
  }

  subscribe(account: string, application: string, name: string): Promise<void> {
    const path = `${pathOf(account, 'applications', application)}/subscriptions`;
    return this.#call('POST', path, { name }, serversTime);
  }

  unsubscribe(account: string, application: string, name: string): Promise<void> {
    const path = pathOf(account, 'applications', application, 'subscriptions', name);
    return this.#call('DELETE', path, undefined, serversTime);
  }

  permissions(): Promise<api.PermissionsResponse> {
    return this.#call('GET', '/v1/permissions');
  }

  decidePermission(decision: api.PermissionDecision): Promise<api.PermissionDecided> {
    return this.#call('POST', '/v1/permissions', decision);
  }

  /** Takes back what was decided. */
  removePermission(id: string): Promise<void> {
    return this.#call('DELETE', `/v1/permissions/${encodeURIComponent(id)}`);
  }

  /** Replaces what the window said of its folders before. */
  registerWorkspaces(registration: api.WorkspaceRegistration): Promise<void> {
    return this.#call('POST', '/v1/workspaces', registration);
  }

  /** The newest entries first. */
  audit(query: { [Name in keyof api.AuditQuery]?: api.AuditQuery[Name] | undefined } = {}): Promise<api.AuditResponse> {
    return this.#call('GET', withQuery('/v1/audit', query));
  }

  settings(): Promise<api.Settings> {
    return this.#call('GET', '/v1/settings');
  }

  changeSettings(change: api.SettingsChange): Promise<api.Settings> {
    return this.#call('PATCH', '/v1/settings', change);
  }

  offerEnvironment(offer: api.EnvironmentOffer): Promise<void> {
    return this.#call('POST', '/v1/environment', offer);
  }

  store(): Promise<api.StoreStatus> {
    return this.#call('GET', '/v1/store');
  }

  unlockStore(unlock: api.StoreUnlock): Promise<api.StoreStatus> {
    return this.#call('POST', '/v1/store/unlock', unlock);
  }

  /** Where the key is kept; sign-ins stay. */
  migrateStore(migration: api.StoreMigration): Promise<api.StoreMigrationResponse> {
    return this.#call('POST', '/v1/store/migration', migration, keyringsTime);
  }

  /** Once nothing is sealed with it. */
  removeStoreKey(): Promise<api.StoreKeyRemoval> {
    return this.#call('DELETE', '/v1/store/key');
  }

  /** Asks the profile's server several things, one after the other. */
  diagnose(request: api.DiagnosisRequest): Promise<api.DiagnosisResponse> {
    return this.#call('POST', '/v1/diagnoses', request, 60_000);
  }

  /** The file with the key by which this workspace calls over TCP. */
  clientKey(workspace: string): Promise<api.ClientKeyResponse> {
    return this.#call('POST', '/v1/client-keys', { workspace });
  }

  shutDown(request: api.ShutdownRequest = {}): Promise<api.ShutdownResponse> {
    return this.#call('POST', '/v1/shutdown', request);
  }

  async #call<Answer>(method: Call['method'], path: string, body?: unknown, deadline?: number): Promise<Answer> {
    const call = { method, path, body, deadline: deadline ?? this.#options.deadline ?? 30_000 };
    const address = this.address;
    try {
      return await this.#send<Answer>(address, call);
    } catch (error) {
      if (!maySendAgain(error, method)) throw error;
      this.#address = null;
      return await this.#send<Answer>(this.address, call);
    }
  }

  async #send<Answer>(address: DaemonAddress, call: Call): Promise<Answer> {
    const headers = {
      'Tokenwell-Client': whoWeAre({ client: this.#options.client, ...this.#options.self?.() }),
      ...keyHeader(address),
    };
    return (await exchange({ socketPath: address.socket }, { ...call, headers })) as Answer;
  }
}

/** Milliseconds: a little more than the daemon waits for somebody who types the password of two keyrings, or of one twice. */
const keyringsTime = 135_000;

/** Milliseconds: a little more than the daemon gives a server for one wish, so that its words arrive. */
const serversTime = 35_000;

function pathOf(account: string, ...more: string[]): string {
  return ['/v1/accounts', ...[account, ...more].map(encodeURIComponent)].join('/');
}

/** Where nobody listens nothing was done; a broken connection leaves that open, so only a question is asked again. */
function maySendAgain(error: unknown, method: string): boolean {
  if (!(error instanceof DaemonUnreachable)) return false;
  return error.reason === 'not_running' || (error.reason === 'connection_lost' && method === 'GET');
}
