/**
 * What a backend lets its users manage: long-lived tokens, and applications where it has them. As everywhere among the
 * providers, a call is one wish turned into one short exchange; recording, showing and keeping belong to `management/`.
 *
 * All calls throw `ProviderFailure`, or a `TokenwellError` with words for the person: `action_not_supported`,
 * `token_not_found`, `not_permitted`, `bad_request`.
 */

import type { AccountCapabilities, Application, Field, FieldValues, Subscription, TokenAction } from '../api.ts';
import type { Grant } from '../grant.ts';
import type { Profile } from '../profile.ts';
import type { RevocationOutcome, SignedIn } from './provider.ts';

/** The signed-in account that manages something. Its grant says where a secret may go. */
export interface AccountSession {
  grant: Grant;
  /** As the account is called. */
  userName: string;
  /** A fresh access token. Rejects as the token service does. */
  accessToken(): Promise<string>;
  signal: AbortSignal;
  /** For applications: what was given for the kind's `credentials`. */
  credentials?: FieldValues;
}

/** A long-lived token as the backend tells of it. Times in seconds since the Unix epoch. */
export interface ManagedToken {
  /** The server's id; for kinds that are recorded here, empty in what `create` returns: the recorder names them. */
  id: string;
  kind: string;
  description: string;
  scope: string;
  owner: string;
  own: boolean;
  application: string | null;
  createdAt: number | null;
  expiresAt: number | 'never' | null;
  lastUsedAt: number | null;
  actions: TokenAction[];
  /** Actions that the server carries out only for who shows the value. */
  valueNeededFor: TokenAction[];
  notes: string[];
  /** The account is signed in with this token, for all that can be told. Absent: it is not. */
  inUse?: boolean;
  /** That is certain, so that it is the sign-in and not a token beside it. */
  signsIn?: boolean;
}

export interface SecretPart {
  /** Stable: `token`, `refresh_token`, `client_id`, `client_secret`. */
  name: string;
  /** As people say it. */
  label: string;
  value: string;
}

export interface NewToken {
  token: ManagedToken;
  secrets: SecretPart[];
  /** What it carries, for the person who is about to see it. */
  warning: string;
  /** How Tokenwell would keep and serve it, as an account of its own (of that client); null: it can only be shown. */
  keep: { signedIn: SignedIn; scopes: string[]; clientId?: string } | null;
}

export interface TokenTrial {
  works: boolean | null;
  as: string | null;
  expiresAt: number | null;
  detail: string;
  /** The trial used the value up, and this is its successor. */
  successor: Pick<NewToken, 'secrets' | 'warning' | 'keep'> | null;
}

/** Where the value is at hand it comes along: given by the person, or from the store for tokens kept there. */
export interface TokenReference {
  token: ManagedToken;
  value: string | null;
}

export interface NewApplication {
  application: Application;
  secrets: SecretPart[];
  warning: string;
}

export interface Management {
  capabilities(session: AccountSession): Promise<AccountCapabilities>;

  /** The tokens that the server lists; none of kinds that are recorded here. `all`: others' too, where the user may. */
  list(session: AccountSession, options: { all: boolean }): Promise<ManagedToken[]>;
  create?(session: AccountSession, kind: string, values: FieldValues): Promise<NewToken>;
  /** For kinds that are made by a sign-in: what to sign in for, and what its end means. */
  bySignIn?: {
    profile(profile: Profile, kind: string, values: FieldValues): Profile;
    conclude(signedIn: SignedIn, kind: string, values: FieldValues): NewToken;
  };
  edit?(session: AccountSession, token: ManagedToken, values: FieldValues): Promise<ManagedToken>;
  rotate?(session: AccountSession, token: ManagedToken): Promise<NewToken>;
  /** Verified by using the token where that can be done. */
  revoke?(session: AccountSession, reference: TokenReference): Promise<RevocationOutcome>;
  test?(session: AccountSession, reference: TokenReference): Promise<TokenTrial>;

  readonly applications?: ApplicationManagement;
}

export interface ApplicationManagement {
  list(session: AccountSession): Promise<Application[]>;
  create(session: AccountSession, values: FieldValues): Promise<NewApplication>;
  edit?(session: AccountSession, id: string, values: FieldValues): Promise<Application>;
  /** Resolves with what happened, for the person. */
  delete(session: AccountSession, id: string): Promise<string>;
  revokeTokens?(session: AccountSession, id: string): Promise<string>;
  readonly subscriptions?: {
    list(session: AccountSession, id: string): Promise<Subscription[]>;
    add(session: AccountSession, id: string, name: string): Promise<void>;
    remove(session: AccountSession, id: string, name: string): Promise<void>;
  };
}

/** A field with the usual of everything that is not named. */
export function fieldOf(given: Pick<Field, 'name' | 'label' | 'type'> & Partial<Field>): Field {
  return { help: '', required: false, default: null, choices: [], free: false, maximum: null, ...given };
}
