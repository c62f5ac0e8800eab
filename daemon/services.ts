/**
 * What the server needs of the rest of the daemon. Routes turn HTTP into these calls and back, and know nothing deeper.
 * Every method rejects with a `TokenwellError` where it cannot do what it is asked.
 */

import type {
  AccountCapabilities,
  AccountSummary,
  Application,
  ApplicationCredentials,
  ApplicationResult,
  ApplicationWish,
  AuditEntry,
  AuditQuery,
  AuditResponse,
  Capabilities,
  CreatedApplication,
  CreatedLongLivedToken,
  DiagnosisRequest,
  DiagnosisResponse,
  EnvironmentOffer,
  EnvironmentPresetsResponse,
  ExportOutcome,
  ExportTarget,
  ExportWish,
  FieldValues,
  ImportOffersResponse,
  ImportResult,
  ImportSearch,
  ImportSourcesResponse,
  ImportTaking,
  LeftToken,
  LongLivedToken,
  LongLivedTokenChange,
  LongLivedTokenCreation,
  Permission,
  PermissionDecision,
  PermissionRequest,
  PermissionsResponse,
  ProfileChange,
  ProfileCreation,
  ProfileDetails,
  ProfileSummary,
  ProfilesResponse,
  RevokeAllResponse,
  ServerDiscovery,
  Settings,
  ShownValue,
  SignIn,
  SignInCreation,
  SignOutResponse,
  StoreKeyRemoval,
  StoreKind,
  StoreMigration,
  StoreMigrationResponse,
  StoreStatus,
  StoreUnlock,
  Subscription,
  System,
  SystemProfile,
  TokenResponse,
  TokenRevocation,
  TokenTest,
  TokenValue,
  TransferredGrant,
  WorkspaceRegistration,
} from './api.ts';
import type { Caller } from './caller.ts';
import type { ErrorCode } from './errors.ts';
import type { EventStream } from './events.ts';
import type { Profile } from './profile.ts';
import type { TokenRequest, TokenService } from './token-service.ts';

export interface AccountService {
  list(): AccountSummary[];
  /** Revokes at the server, verifies, deletes; throws `account_not_found`. `account` is an id. */
  signOut(account: string): Promise<SignOutResponse>;
  /**
   * Resolves for callers that may have what lasts of this account: those that may have its tokens, and windows. Waits for a
   * person as a token does. Rejects with `account_not_found`, `permission_required`, `permission_denied`.
   */
  admit(account: string, caller: Caller): Promise<void>;
  /** Forgets the grant without revoking it, and tells it. Throws `account_not_found`, `signed_out`, `action_not_supported`. */
  transfer(account: string): Promise<TransferredGrant>;
  /** null: none is kept. Throws `account_not_found`, `signed_out`. */
  keptPassword(account: string): Promise<string | null>;
  /** The number of windows connected now: sessions are kept alive while there is one. */
  windowsConnected(count: number): void;
}

export interface SignInService {
  start(creation: SignInCreation): Promise<SignIn>;
  /** Throws `sign_in_not_found`; ended ones stay readable for ten minutes. */
  get(id: string): SignIn;
  list(): SignIn[];
  /** What a profile's server can do; asks it where it must. Rejects with `profile_not_found`, `authorization_server_*`. */
  capabilities(profile: string, workspace?: string): Promise<Capabilities>;
  /** What a server offers for which there is no profile yet. `address` is what a person has. */
  discover(address: string, provider: string): Promise<ServerDiscovery>;
  /** Ends it, and the polling with it. Cancelling an ended one does nothing. */
  cancel(id: string): Promise<SignIn>;
  /** The code flow's redirect came back. */
  redeem(id: string, callbackUrl: string): Promise<SignIn>;
}

export interface ProfileService {
  /** With `workspace`, that folder's `tokenwell.json` too. Broken files are told in `problems`, never thrown. */
  list(workspace?: string): ProfilesResponse;
  /** Throws `profile_not_found`, `configuration_broken`. */
  find(name: string, workspace?: string): Profile;
  /** Throws as `find` does. */
  describe(name: string, workspace?: string): ProfileDetails;
  add(creation: ProfileCreation): Promise<ProfileSummary>;
  /** What the change does not name stays, and so do comments. Throws as `find` does, and `profile_read_only`. */
  change(name: string, change: ProfileChange): Promise<ProfileSummary>;
  remove(name: string): Promise<void>;
  /** A profile of the user's own like another one, with other scopes, and where it is named for another (public) client. Throws as `add` and `find` do. */
  copy(of: string, name: string, change: { scopes: string[]; clientId?: string | undefined }): Promise<Profile>;
}

export interface ListOptions {
  /** Others' too, where the user may see them. */
  all?: boolean;
  /** The token that the account is signed in with by the server's id, beside the sign-in that it is. */
  apart?: boolean;
}

/** `account` is an id; all throw `account_not_found`, `signed_out`, `store_*`, `authorization_server_*`, `not_permitted`. */
export interface LongLivedTokenService {
  capabilities(account: string): Promise<AccountCapabilities>;
  list(account: string, options?: ListOptions): Promise<LongLivedToken[]>;
  create(account: string, creation: LongLivedTokenCreation): Promise<CreatedLongLivedToken>;
  /** These throw `token_not_found`, `action_not_supported` and `value_needed` besides. */
  edit(account: string, id: string, change: LongLivedTokenChange): Promise<LongLivedToken>;
  rotate(account: string, id: string): Promise<CreatedLongLivedToken>;
  test(account: string, id: string, value: TokenValue): Promise<TokenTest>;
  revoke(account: string, id: string, value: TokenValue): Promise<TokenRevocation>;
  /** Id of the account under which it is kept and served here; null: it is not. Throws `account_not_found`. */
  keptAs(account: string, id: string): string | null;
  /** Takes it off the list that is kept here, and tells nobody. */
  forgetRecord(account: string, id: string): void;
  /** Those that live on while their user is not signed in. */
  left(but?: readonly string[]): LeftToken[];
  /** As `forgetRecord`, of one of these. Throws `token_not_found`. */
  forgetLeft(id: string): void;
}

export interface SystemService {
  list(): System[];
  /** Computes, and writes nothing. Throws `not_found`, `bad_request`. */
  define(name: string, values: FieldValues): SystemProfile;
}

export interface ImportService {
  /** Where clients have to look. */
  sources(): ImportSourcesResponse;
  /** Reads what they found there, and asks no server. */
  search(search: ImportSearch): Promise<ImportOffersResponse>;
  /** Tries it, and keeps it where it works. Throws `import_not_found`, `import_refused`, and as a sign-in does. */
  take(id: string, taking: ImportTaking): Promise<ImportResult>;
  forget(id: string): void;
}

export interface RevokeAllService {
  /** All accounts, and the long-lived tokens that are the user's own. Never rejects for what one server does. */
  revokeAll(): Promise<RevokeAllResponse>;
}

/** All throw `one_time_value_gone`. */
export interface OneTimeValueService {
  /** Id of the account whose value it is. */
  accountOf(id: string): string;
  show(id: string): ShownValue;
  keep(id: string, profile: string): Promise<AccountSummary>;
  forget(id: string): void;
}

/** All but the first throw `export_*`, `bad_request`, `insecure_address`. */
export interface ExportService {
  targets(): ExportTarget[];
  /** Whether it would work, as far as that can be told without writing. */
  check(wish: ExportWish): Promise<ExportOutcome>;
  /** Throws `one_time_value_gone` besides. Once it has arrived, the value is forgotten. */
  exportValue(id: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome>;
  /** Throws as `LongLivedTokenService` does besides. */
  exportKept(account: string, token: string, wish: ExportWish, caller: Caller): Promise<ExportOutcome>;
}

/** As `LongLivedTokenService`; throws `application_not_found` besides. */
export interface ApplicationService {
  /** For the calls of the next two minutes. Throws `bad_request`. */
  giveCredentials(account: string, credentials: ApplicationCredentials): Promise<void>;
  forgetCredentials(account: string): void;
  list(account: string): Promise<Application[]>;
  create(account: string, wish: ApplicationWish): Promise<CreatedApplication>;
  edit(account: string, id: string, wish: ApplicationWish): Promise<Application>;
  delete(account: string, id: string): Promise<ApplicationResult>;
  revokeTokens(account: string, id: string): Promise<ApplicationResult>;
  subscriptions(account: string, id: string): Promise<Subscription[]>;
  subscribe(account: string, id: string, name: string): Promise<void>;
  unsubscribe(account: string, id: string, name: string): Promise<void>;
}

export interface EnvironmentPresetService {
  /** Throws as `ProfileService.find` does. */
  list(profile: string, workspace?: string): EnvironmentPresetsResponse;
}

export interface SettingsService {
  get(): Settings;
  /** Writes into the user's configuration file. null removes a setting. */
  update(change: { [Name in keyof Settings]?: Settings[Name] | null | undefined }): Promise<Settings>;
  offer(environment: EnvironmentOffer): void;
}

export interface StoreService {
  readonly kind: StoreKind;
  status(): StoreStatus;
  /** Resolves once it is open; rejects with `store_locked` after a wait of seconds at most. */
  ready(): Promise<void>;
  unlock(unlock: StoreUnlock): Promise<StoreStatus>;
  /** Moves where the data key is kept; throws `store_not_movable`, `store_locked`, and nothing is changed then. */
  migrate(migration: StoreMigration): Promise<StoreMigrationResponse>;
  /** Takes the data key away from where it is kept; throws `store_in_use` while something is sealed with it. */
  removeKey(): Promise<StoreKeyRemoval>;
}

export interface PermissionService {
  /** Whose call this is, by its `Tokenwell-Client` header and the folder whose client key it showed. Must cost next to nothing. */
  identify(words: string | undefined, keyWorkspace: string | null): Caller;
  list(): PermissionsResponse;
  /** Questions that wait for a person. */
  requests(): PermissionRequest[];
  /** null: it was put off. Throws `permission_not_found`, `account_not_found`. */
  decide(decision: PermissionDecision): Permission | null;
  /** Takes back what was decided; throws `permission_not_found`. */
  remove(id: string): void;
  /** The folders of a window that is connected, instead of what it said before. */
  register(registration: WorkspaceRegistration): Promise<void>;
  /** A program listens to events. Returns what tells that it is gone. */
  windowOpened(words: string | undefined): () => void;
  /** false: a window says that this folder is not trusted, so that nothing of it may be read. */
  isTrusted(folder: string): boolean;
}

/** Of a call that is not about a token: its profile alone. */
export type RefusedRequest = Pick<TokenRequest, 'profile'> &
  Partial<Pick<TokenRequest, 'account' | 'scopes' | 'resources'>>;

export interface AuditService {
  /** A caller got a token. Must cost next to nothing. */
  served(caller: Caller, request: TokenRequest, token: TokenResponse): void;
  /** `problem` is the stable code of the error that the caller got. `asksAgain`: by its own word, at once and in another way. */
  refused(caller: Caller, request: RefusedRequest, problem: ErrorCode, asksAgain?: boolean): void;
  /** A long-lived token went to this place. */
  exported(caller: Caller, token: { profile: string; account: string; scope: string }, place: string): void;
  /** What outlasts every token of this account was given to the caller. It may have left this list with it. */
  given(caller: Caller, account: Pick<AccountSummary, 'id' | 'name' | 'profile'>, what: 'sign-in' | 'password'): void;
  list(query: AuditQuery): AuditResponse;
}

export interface DiagnosisService {
  /** Asks the profile's server, for up to a minute; throws as `profiles.find` does. What is wrong there is a finding. */
  diagnose(request: DiagnosisRequest): Promise<DiagnosisResponse>;
}

export interface LifecycleService {
  readonly version: string;
  readonly startId: string;
  /** Resolves once the end is decided and the answer can be sent; throws `handover_declined`. */
  shutDown(request: { reason: 'stop' | 'handover'; version?: string | undefined }): Promise<void>;
  /** Somebody called: the idle clock starts anew. Must cost nothing. */
  called(): void;
}

export interface Services {
  tokens: TokenService;
  accounts: AccountService;
  audit: AuditService;
  signIns: SignInService;
  longLivedTokens: LongLivedTokenService;
  revokeAll: RevokeAllService;
  oneTimeValues: OneTimeValueService;
  exports: ExportService;
  systems: SystemService;
  imports: ImportService;
  applications: ApplicationService;
  permissions: PermissionService;
  profiles: ProfileService;
  environmentPresets: EnvironmentPresetService;
  settings: SettingsService;
  store: StoreService;
  diagnoses: DiagnosisService;
  lifecycle: LifecycleService;
  events: EventStream;
}
