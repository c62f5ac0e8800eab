/**
 * What the server needs of the rest of the daemon. Routes turn HTTP into these calls and back, and know nothing deeper.
 * Every method rejects with a `TokenwellError` where it cannot do what it is asked.
 */

import type {
  AccountSummary,
  Capabilities,
  EnvironmentOffer,
  ProfileCreation,
  ProfileDetails,
  ProfileSummary,
  ProfilesResponse,
  RevokeAllResponse,
  Settings,
  SignIn,
  SignInCreation,
  SignOutResponse,
  StoreKind,
  StoreStatus,
  StoreUnlock,
} from './api.ts';
import type { EventStream } from './events.ts';
import type { Profile } from './profile.ts';
import type { TokenService } from './token-service.ts';

export interface AccountService {
  list(): AccountSummary[];
  /** Revokes at the server, verifies, deletes; throws `account_not_found`. `account` is an id. */
  signOut(account: string): Promise<SignOutResponse>;
  revokeAll(): Promise<RevokeAllResponse>;
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
  remove(name: string): Promise<void>;
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
  signIns: SignInService;
  profiles: ProfileService;
  settings: SettingsService;
  store: StoreService;
  lifecycle: LifecycleService;
  events: EventStream;
}
