/**
 * What the daemon asks of a backend. One implementation a kind of server, in this folder.
 *
 * A provider turns one wish into one request (or one short exchange) and tells truthfully how it went. It knows no
 * cache, no clock and no store: waiting, retrying, keeping and serving belong to `accounts/`.
 */

import type { EnvironmentPreset } from '../api.ts';
import type { Grant, GrantDraft } from '../grant.ts';
import type { Profile } from '../profile.ts';
import type { Management } from './management.ts';
import type { KnownSystem } from './systems.ts';

/** Whether asking for fewer scopes at a refresh harms the grant for good (django-oauth-toolkit 1.7: it does). */
export type Narrowing = 'safe' | 'destructive' | 'unknown';

export type SignInFlow = 'device' | 'code' | 'password' | 'paste';

/** What a server can do for a profile; windows and the CLI render from this and know no backend by name. */
export interface Capabilities {
  flows: SignInFlow[];
  narrowing: Narrowing;
  /** Refresh tokens are replaced at each use. */
  rotates: boolean | 'unknown';
  /** A refresh ends the previous access token at once, so renew late and keep a single variant. */
  refreshRevokesPrevious: boolean;
  /** The server has an endpoint that ends a grant. */
  revokes: boolean;
  /** What the server lists as its scopes; absent where it does not tell. */
  scopes?: string[];
}

/** A token endpoint's answer, already checked and sized; durations in seconds as the server sent them. */
export interface TokenAnswer {
  accessToken: string;
  tokenType: string;
  /** Seconds, a finite number >= 0; null where the server did not tell, or told nonsense. */
  expiresIn: number | null;
  /** What was granted; null where the server did not say, which means "as asked" (RFC 6749 §5.1). */
  scopes: string[] | null;
  /** What the access token says of itself, where it can be read; for telling what a narrower one really has. */
  scopesInToken?: string[];
  /** A new refresh token; null where the old one stays in force. */
  refreshToken: string | null;
  /** Seconds until the refresh token ends if unused; null where unknown or without end (Keycloak sends 0). */
  refreshExpiresIn: number | null;
}

export interface RefreshRequest {
  /** Scopes to ask for: always includes the grant's base scopes. */
  scopes: string[];
  /** Resource indicators (RFC 8707), sorted; empty for none. */
  resources: string[];
  /** Ends the request; the provider then throws `answer_lost` if it may already have been sent. */
  signal: AbortSignal;
}

/** A finished sign-in: the grant to keep, the first access token, and what to call the user. */
export interface SignedIn {
  grant: GrantDraft;
  answer: TokenAnswer;
  /** The user's name for people to read, e.g. `alice`. */
  accountName: string;
}

/** A started device flow (RFC 8628 §3.2). Durations in seconds. */
export interface DeviceAuthorization {
  userCode: string;
  verificationUri: string;
  verificationUriComplete: string | null;
  expiresIn: number;
  /** The server's polling interval; 5 where it named none (RFC 8628 §3.2). */
  interval: number;
  /** One request to the token endpoint (RFC 8628 §3.4). */
  poll(signal: AbortSignal): Promise<DevicePoll>;
}

export type DevicePoll =
  | { outcome: 'pending' }
  | { outcome: 'slow_down' }
  | { outcome: 'denied' }
  | { outcome: 'expired' }
  | { outcome: 'signed_in'; signedIn: SignedIn };

/** A started authorization-code flow (RFC 6749 §4.1 with PKCE, RFC 7636). */
export interface CodeAuthorization {
  authorizationUri: string;
  /** Redeems the redirect that came back: the full URL with `code`, `state`, `iss`. Throws `sign_in_denied` and the like. */
  redeem(callbackUrl: URL, signal: AbortSignal): Promise<SignedIn>;
}

/** Whatever a person supplied for this one sign-in and that no profile may hold. Never logged. */
export interface SignInSecrets {
  clientSecret?: string;
  username?: string;
  password?: string;
  /** The person wants the password sealed in the grant; only where the provider `mayKeepPassword`. */
  keepPassword?: boolean;
  /** A refresh or offline token that exists already. */
  refreshToken?: string;
}

/** `unproven`: the server answers, and takes this client only with the secret that nobody gave. */
export type DeviceTrial = 'works' | 'unproven';

export type RevocationOutcome =
  /** The server confirmed. */
  | { outcome: 'revoked' }
  /** The server has no way to end it; it lives until then, where that is known (seconds since the epoch). */
  | { outcome: 'cannot_be_revoked'; livesUntil: number | null };

export interface Provider {
  /** As profiles name it: `oidc`. */
  readonly name: string;
  /** What may be missing from an address without a path at which nothing was found; absent: nothing is. */
  readonly bareAddressHint?: (address: string) => string;

  /** The header in which its APIs take a token, as it is; absent: `Authorization: Bearer` (RFC 6750 §2.1). */
  readonly tokenHeader?: string;

  /** Under which names this backend's tools look for a token in their environment; the usual ones first. */
  readonly environmentPresets: readonly EnvironmentPreset[];

  /** What this profile's server can do; asks the server where it must (discovery). */
  capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities>;

  /** What the engine must know of a grant's server, without asking anyone. */
  grantTraits(grant: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'>;

  startDevice?(profile: Profile, secrets: SignInSecrets, signal: AbortSignal): Promise<DeviceAuthorization>;
  /** Whether `startDevice` would begin, for finding out what is wrong; throws as it does. */
  tryDevice?(profile: Profile, signal: AbortSignal): Promise<DeviceTrial>;
  startCode?(
    profile: Profile,
    secrets: SignInSecrets,
    redirectUri: string,
    signal: AbortSignal,
  ): Promise<CodeAuthorization>;
  /** `earlier`: what this profile's accounts hold already, of which a client of the user's own can be used again. */
  signInWithPassword?(
    profile: Profile,
    secrets: SignInSecrets,
    signal: AbortSignal,
    earlier: readonly Grant[],
  ): Promise<SignedIn>;
  signInWithPastedGrant?(profile: Profile, secrets: SignInSecrets, signal: AbortSignal): Promise<SignedIn>;

  /**
   * One refresh request, to the endpoint that the grant carries and nowhere else (design promise 7).
   *
   * A grant of the kind `access_token` is served as it is, without the provider. It is asked only where an API has refused
   * the token, or where it should be over: then it tries the token at the server, answers with it where that takes it, and
   * throws `invalid_grant` where it does not.
   */
  refresh(grant: Grant, request: RefreshRequest): Promise<TokenAnswer>;

  /**
   * Ends the grant at the server (RFC 7009), and checks that it is ended where the backend can tell. `issued`: its access
   * tokens that were handed out last, one for each set of scopes and resources; they are ended as well where the server
   * does not do that by itself, and can.
   */
  revoke(grant: Grant, signal: AbortSignal, issued?: readonly string[]): Promise<RevocationOutcome>;

  /** A sign-in with a password can be renewed by the password, where the person wants it kept for that. */
  readonly mayKeepPassword?: boolean;

  /** The one in the grant; null: none is. */
  keptPassword?(grant: Grant): string | null;

  /**
   * Whether this grant, which a new sign-in of the same user has replaced, may be ended at the server: it was made by a sign-in
   * of ours, and its end touches nothing else. Absent: never. (A Keycloak ends the new one with the old.)
   */
  endsAlone?(grant: Grant): boolean;

  /** Of one that may not: what a person should know of it, in a sentence; null: nothing. */
  livesOn?(grant: Grant): string | null;

  /** Systems of this kind that people know by name. */
  readonly systems?: readonly KnownSystem[];

  /** Absent: this kind of server has nothing that a user could manage. */
  readonly management?: Management;
}
