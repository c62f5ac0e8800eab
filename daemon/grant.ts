/**
 * A grant: what an account holds to get access tokens. It lives in the secret store and nowhere else.
 *
 * It carries the endpoints, the CA and the proxy that it was obtained with, because a secret goes only where its grant
 * says, whatever a profile says now (design promise 7).
 */

import { hash } from 'node:crypto';

/** `access_token`: a long-lived token that is served as it is and cannot be renewed (a PAT, an app token). */
export type GrantKind = 'refresh_token' | 'offline_token' | 'access_token';

/** How the client proves itself at the token endpoint (RFC 6749 §2.3, RFC 7523, RFC 8705). */
export type ClientAuthentication =
  | { method: 'none' }
  | { method: 'client_secret_basic' | 'client_secret_post'; clientSecret: string }
  /** `privateKey` is PKCS #8 PEM; `algorithm` a JWS name such as `ES256`. */
  | { method: 'private_key_jwt'; privateKey: string; algorithm: string; keyId: string | null }
  /** Both PEM. */
  | { method: 'tls_client_auth'; certificate: string; privateKey: string };

interface GrantEndpoints {
  token: string;
  revocation: string | null;
  userinfo: string | null;
}

export interface Grant {
  /** Random; the name that the secret is filed under. */
  id: string;
  provider: string;
  kind: GrantKind;
  issuer: string;
  clientId: string;
  clientAuthentication: ClientAuthentication;
  /** The server's name for the user (`sub`); null where it told none. */
  subject: string | null;
  /** Granted at sign-in, sorted: the base that each refresh asks for. */
  scopes: string[];
  /** Resource indicators that were part of the sign-in, sorted (RFC 8707). */
  resources: string[];
  endpoints: GrantEndpoints;
  /** PEM of the profile's CA file as it was at sign-in; null for the system's. */
  certificateAuthority: string | null;
  /** Proxy that the profile named at sign-in; null for the settings' one. */
  proxy: string | null;
  /** As the profile or the server's kind said at sign-in. */
  narrowing: 'safe' | 'destructive' | 'unknown';
  /** For the kind `access_token` the token itself. */
  refreshToken: string;
  /** For the kind `access_token`: when it ends, in seconds since the Unix epoch; null or absent: not known, or never. */
  expiresAt?: number | null;
  /** What only this provider needs (a client's name, the token's id at the server, its end). Sealed like the rest. */
  details?: Record<string, string>;
}

/** Among the details: the digest of what was imported, by which the copy that was left is known again. */
const importedFrom = 'importedFrom';

/** A grant that is not filed yet. */
export type GrantDraft = Omit<Grant, 'id'>;

export function takenFrom<Draft extends Pick<Grant, 'details'>>(grant: Draft, token: string): Draft {
  return { ...grant, details: { ...grant.details, [importedFrom]: digestOf(token) } };
}

/** Whether it is this token, or was taken over from it: a first use may have replaced that. */
export function comesFrom({ refreshToken, details }: Pick<Grant, 'refreshToken' | 'details'>, digest: string): boolean {
  return digestOf(refreshToken) === digest || details?.[importedFrom] === digest;
}

/** Tells two tokens apart, and is worth nothing to whoever reads it: they are random. */
export function digestOf(token: string): string {
  return hash('sha256', token);
}
