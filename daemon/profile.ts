/** A profile: a named, secret-free configuration of one sign-in. Where profiles come from is in `configuration/profiles.ts`. */

export type ProfileOrigin = 'organisation' | 'user' | 'workspace';

export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'tls_client_auth';

export interface Profile {
  name: string;
  origin: ProfileOrigin;
  /** The file it was read from, for messages. */
  file: string;
  provider: string;
  /** The issuer identifier; for a server without discovery, a name for it (its base URL). */
  issuer: string;
  clientId: string;
  /** Asked for at sign-in, in the order written. */
  scopes: string[];
  /** Resource indicators (RFC 8707). */
  resources: string[];
  clientAuthenticationMethod: ClientAuthenticationMethod;
  /** PEM file of the client's private key, for `private_key_jwt` and `tls_client_auth`. */
  privateKeyFile: string | null;
  /** JWS algorithm of `private_key_jwt`. */
  privateKeyAlgorithm: string | null;
  privateKeyId: string | null;
  /** PEM file of the client's certificate, for `tls_client_auth`. */
  certificateFile: string | null;
  /** For servers without discovery; null means: discover. */
  endpoints: ProfileEndpoints | null;
  /** PEM file with the CA certificates to trust for this profile, and no others. */
  caFile: string | null;
  /** `http://host:port`, or null for the settings' proxy. */
  proxy: string | null;
  /** Its access token is kept in a file as well; `wlcg`: which tools find by themselves. */
  tokenFile: boolean | 'wlcg';
  /** `HOST:PORT` or `USER@HOST:PORT` of registries that take its access token as a password. */
  registries: string[];
  /** What the user knows of the server; null: what the provider can tell. */
  narrowing: 'safe' | 'destructive' | 'unknown' | null;
}

export interface ProfileEndpoints {
  token: string;
  deviceAuthorization: string | null;
  authorization: string | null;
  revocation: string | null;
  userinfo: string | null;
}
