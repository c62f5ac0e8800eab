/** The realm `lab`, as Keycloak imports it: rotation on, no reuse of a refresh token, short lives. */

export const realm = 'lab';

/** Marked, so that a search for `canary-` finds every place where a secret came through. */
export const passwords: Record<string, string> = { alice: 'canary-password-alice', bob: 'canary-password-bob' };
export const confidentialClientSecret = 'canary-confidential-secret';

export interface RealmOptions {
  /** Life in seconds of the access tokens of each client that is named; 300 for the others. */
  accessTokenLife?: Record<string, number>;
}

export function realmDefinition(options: RealmOptions): object {
  return {
    realm,
    enabled: true,
    sslRequired: 'none',
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    ssoSessionIdleTimeout: 1800,
    eventsEnabled: true,
    enabledEventTypes: ['LOGIN', 'LOGOUT', 'CODE_TO_TOKEN', 'OAUTH2_DEVICE_CODE_TO_TOKEN'].concat([
      'REFRESH_TOKEN',
      'REFRESH_TOKEN_ERROR',
      'REVOKE_GRANT',
      'REVOKE_GRANT_ERROR',
    ]),
    clients: [
      client('automated-access', options, { publicClient: true }),
      client('client-tools', options, { publicClient: true }),
      client('confidential', options, { publicClient: false, secret: confidentialClientSecret }),
    ],
    users: Object.entries(passwords).map(([username, value]) => ({
      username,
      enabled: true,
      email: `${username}@example.org`,
      emailVerified: true,
      firstName: username,
      lastName: 'Lab',
      credentials: [{ type: 'password', value, temporary: false }],
      // They carry the role offline_access, without which no offline token is issued.
      realmRoles: [`default-roles-${realm}`],
    })),
  };
}

function client(clientId: string, options: RealmOptions, kind: object): object {
  return {
    clientId,
    enabled: true,
    ...kind,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    redirectUris: ['http://127.0.0.1/*'],
    // Named in full: with only the optional ones, tokens have no `sub` and userinfo answers 401.
    defaultClientScopes: ['basic', 'acr', 'profile', 'email', 'roles', 'web-origins'],
    optionalClientScopes: ['offline_access', 'address', 'phone'],
    attributes: {
      'access.token.lifespan': String(options.accessTokenLife?.[clientId] ?? 300),
      'oauth2.device.authorization.grant.enabled': 'true',
      'oauth2.device.polling.interval': '1',
    },
  };
}
