/** Who takes part: the users, the clients and the resources that the authorization server knows. */

import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';

export interface User {
  name: string;
  email: string;
}

/** Keyed by the name that is also the `sub` claim. */
export const users: Record<string, User> = {
  alice: { name: 'Alice Ashworth', email: 'alice@example.org' },
  bob: { name: 'Bob Bell', email: 'bob@example.org' },
  carol: { name: 'Carol Cray', email: 'carol@example.org' },
};

/** Scopes that every client may ask for, besides those of resources. */
export const scopes = ['openid', 'offline_access', 'profile', 'email', 'read', 'write'];

/** Resource indicators (RFC 8707) and the scopes of each; access tokens for these are JWTs with that audience. */
export const resources: Record<string, string> = {
  'https://jobs.example.org': 'jobs:read jobs:write',
  'https://data.example.org': 'data:read data:write',
};

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Marked, so that a search for `canary-` finds every place where a secret came through. */
export const clientSecret = 'canary-client-secret-5f1d';

export interface Clients {
  /** Public: device and code flow, refresh. */
  public: { clientId: string };
  /** Authenticates with `client_secret_basic`. */
  secret: { clientId: string; clientSecret: string };
  /** Authenticates with `private_key_jwt` (RS256). */
  key: { clientId: string; privateKey: JsonWebKey; privateKeyPem: string };
  /** May not use the device flow. */
  codeOnly: { clientId: string };
  /** Gets access tokens but never a refresh token. */
  withoutRefresh: { clientId: string };
}

// RFC 8252 §7.3: the server ignores the port of a loopback redirect, so none is named here.
const loopbackRedirects = [
  'http://127.0.0.1/callback',
  'http://127.0.0.1/',
  'http://localhost/callback',
  'http://[::1]/callback',
  // What a VS Code in the browser makes of a callback at the port that test/e2e sets.
  'http://127.0.0.1/proxy/28517/callback',
];

const common: Partial<ClientMetadata> = {
  application_type: 'native',
  response_types: ['code'],
  redirect_uris: loopbackRedirects,
  grant_types: ['authorization_code', 'refresh_token', deviceGrant],
};

const clientKey = lazily(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));

/** The private key, as JWK, that the server signs its id_tokens with. */
export const signingKey: () => JsonWebKey = lazily(() => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  kid: 'signing',
}));

export function clientCredentials(): Clients {
  const { privateKey } = clientKey();
  return {
    public: { clientId: 'notebooks' },
    secret: { clientId: 'notebooks-with-secret', clientSecret },
    key: {
      clientId: 'notebooks-with-key',
      privateKey: { ...privateKey.export({ format: 'jwk' }), kid: 'client', alg: 'RS256' },
      privateKeyPem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    },
    codeOnly: { clientId: 'code-only' },
    withoutRefresh: { clientId: 'without-refresh' },
  };
}

export function clientRegistrations(): ClientMetadata[] {
  const publicKey = { ...clientKey().publicKey.export({ format: 'jwk' }), kid: 'client', alg: 'RS256' };
  return [
    { ...common, client_id: 'notebooks', client_name: 'Notebooks', token_endpoint_auth_method: 'none' },
    {
      ...common,
      client_id: 'notebooks-with-secret',
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      ...common,
      client_id: 'notebooks-with-key',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [publicKey as never] },
    },
    {
      ...common,
      client_id: 'code-only',
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    },
    {
      ...common,
      client_id: 'without-refresh',
      grant_types: ['authorization_code', deviceGrant],
      token_endpoint_auth_method: 'none',
    },
  ];
}

/** RSA keys take a noticeable moment to make: one of each a process, and only when somebody asks. */
function lazily<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
