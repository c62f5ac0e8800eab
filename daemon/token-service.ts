/**
 * What the server asks of the accounts: a token, now if there is one, soon otherwise.
 * The refresh engine implements it; the server knows nothing else of the engine.
 */

import type { TokenResponse } from './api.ts';
import type { Caller } from './caller.ts';

export interface TokenRequest {
  profile: string;
  /** Id or name of the account; undefined: the only one of the profile. */
  account: string | undefined;
  /** undefined: the grant's base scopes. */
  scopes: string[] | undefined;
  /** Resource indicators (RFC 8707). undefined: those of the sign-in. */
  resources: string[] | undefined;
  /** Seconds of life that the token must have left; undefined: a tenth of its life, at most 60. */
  minTtl: number | undefined;
  /** First hex digits of the SHA-256 of a token that an API refused. */
  rejected: string | undefined;
  /** Seconds that the caller waits; undefined: 10. */
  deadline: number | undefined;
}

export interface TokenService {
  /**
   * The warm path: a look-up in memory, synchronous. undefined: the caller has to `obtain`,
   * because there is no token that will do, or because it may not have one yet.
   * Never throws.
   */
  lookUp(request: TokenRequest, caller: Caller): TokenResponse | undefined;
  /**
   * Waits for a token, at most for the deadline. Joins the refresh that is in flight for the grant, or starts one.
   * Rejects with a `TokenwellError`: `profile_not_found`, `account_not_found`, `account_ambiguous`, `signed_out`,
   * `permission_required`, `permission_denied`, `scope_not_granted`, `narrowing_refused`, `store_locked`, `deadline_exceeded`, `authorization_server_*`.
   */
  obtain(request: TokenRequest, caller: Caller): Promise<TokenResponse>;
}
