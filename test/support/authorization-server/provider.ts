/** oidc-provider, set up to behave like the servers that Tokenwell meets: rotation, reuse detection, resources. */

import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { clientRegistrations, resources, scopes, signingKey, users } from './cast.ts';
import { devicePages } from './device-pages.ts';
import type { Memory } from './memory.ts';
import { escape, page } from './pages.ts';
import { signInPages } from './sign-in-pages.ts';

/** Read at each request, so a test can change them while the server runs. Durations in whole seconds. */
export interface Settings {
  accessTokenLife: number;
  refreshTokenLife: number;
  deviceCodeLife: number;
  /** A refresh gives a new refresh token, and using the old one again kills the grant. */
  rotate: boolean;
}

export function createProvider(issuer: string, settings: Settings, memory: Memory): Provider {
  const day = 24 * 60 * 60;
  const configuration: Configuration = {
    adapter: memory.adapter,
    clients: clientRegistrations(),
    jwks: { keys: [signingKey() as never] },
    cookies: { keys: ['canary-cookie-key'] },
    scopes,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, ...devicePages(issuer) },
      revocation: { enabled: true, allowedPolicy: async (_, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_context, _client, oneOf) => oneOf ?? [],
        useGrantedResource: async () => false,
        getResourceServerInfo: async (_, resource) => resourceServer(resource, settings),
      },
    },
    ttl: {
      AccessToken: () => settings.accessTokenLife,
      RefreshToken: () => settings.refreshTokenLife,
      DeviceCode: () => settings.deviceCodeLife,
      AuthorizationCode: () => 60,
      IdToken: () => settings.accessTokenLife,
      Grant: () => 365 * day,
      Interaction: () => day,
      Session: () => day,
    },
    rotateRefreshToken: () => settings.rotate,
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    clientBasedCORS: () => false,
    findAccount: async (_, id) => account(id),
    interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
    renderError: async (context, out) => renderError(context, issuer, out),
  };
  const provider = new Provider(issuer, configuration);
  // The front terminates TLS and names the host.
  provider.proxy = true;
  provider.use(signInPages(provider, issuer));
  return provider;
}

function account(id: string) {
  const user = users[id];
  if (!user) return undefined;
  return { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...user }) };
}

function resourceServer(resource: string, settings: Settings) {
  const scope = resources[resource];
  if (!scope) throw new errors.InvalidTarget();
  return {
    scope,
    audience: resource,
    accessTokenTTL: settings.accessTokenLife,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: 'RS256' as const } },
  };
}

function renderError(
  context: KoaContextWithOIDC,
  issuer: string,
  out: { error: string; error_description?: string | undefined },
): void {
  context.type = 'html';
  const details = out.error_description ?? out.error;
  context.body = page('That did not work', issuer, `<p>${escape(details)}</p>`);
}
