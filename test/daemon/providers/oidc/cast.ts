/** Profiles, grants and settings as the tests of the provider need them. */

import type { Grant } from '../../../../daemon/grant.ts';
import type { OutgoingSettings, OutgoingValues } from '../../../../daemon/outgoing-settings.ts';
import type { Profile } from '../../../../daemon/profile.ts';
import { OidcProvider } from '../../../../daemon/providers/oidc/provider.ts';

export function profileFor(issuer: string, more: Partial<Profile> = {}): Profile {
  return {
    name: 'lab',
    origin: 'user',
    file: '/config.json',
    provider: 'oidc',
    issuer,
    clientId: 'notebooks',
    scopes: ['openid', 'offline_access'],
    resources: [],
    clientAuthenticationMethod: 'none',
    privateKeyFile: null,
    privateKeyAlgorithm: null,
    privateKeyId: null,
    certificateFile: null,
    endpoints: null,
    caFile: null,
    proxy: null,
    tokenFile: false,
    registries: [],
    narrowing: null,
    ...more,
  };
}

export function grantFor(origin: string, more: Partial<Grant> = {}): Grant {
  return {
    id: 'grant-1',
    provider: 'oidc',
    kind: 'refresh_token',
    issuer: origin,
    clientId: 'notebooks',
    clientAuthentication: { method: 'none' },
    subject: 'alice',
    scopes: ['openid'],
    resources: [],
    endpoints: { token: `${origin}/token`, revocation: `${origin}/revoke`, userinfo: null },
    certificateAuthority: null,
    proxy: null,
    narrowing: 'unknown',
    refreshToken: 'canary-refresh',
    ...more,
  };
}

export function outgoing(values: Partial<OutgoingValues> = {}): OutgoingSettings {
  return { current: () => ({ proxy: null, noProxy: null, certificateAuthorityFiles: [], ...values }) };
}

export const provider = new OidcProvider(outgoing());

/** A signal that nobody raises. */
export const unhurried = new AbortController().signal;
