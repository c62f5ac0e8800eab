/** Any OpenID Connect or OAuth 2.0 server. */

import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { Management } from '../management.ts';
import type { Capabilities, Provider, RefreshRequest, SignInFlow, SignInSecrets } from '../provider.ts';
import { startCode } from './code.ts';
import { startDevice } from './device.ts';
import { tryDevice } from './device-trial.ts';
import { environmentPresets } from './environment-presets.ts';
import type { Caller } from './http.ts';
import { manageOfflineTokens } from './management.ts';
import { meetServer, readConnection } from './parties.ts';
import { signInWithPastedGrant } from './paste.ts';
import { refresh } from './refresh.ts';
import { revoke } from './revoke.ts';
import { findServer, type Server } from './server.ts';
import { narrowingOf } from './signed-in.ts';
import { systems } from './systems.ts';

export class OidcProvider implements Provider {
  readonly name = 'oidc';
  /** Nobody's server tells that it is a Keycloak; but one without a path that has no document most often is. */
  readonly bareAddressHint = (address: string) =>
    `If it is a Keycloak, add the realm: ${address}/realms/NAME. If it has no discovery, choose "OAuth 2.0 server without discovery" and name its endpoints (\`tokenwell profile add NAME --system oauth2\`).`;
  readonly management: Management;
  readonly environmentPresets = environmentPresets;
  readonly systems = systems;
  readonly #settings: OutgoingSettings;

  constructor(settings: OutgoingSettings) {
    this.#settings = settings;
    this.management = manageOfflineTokens(settings);
  }

  async capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities> {
    const server = await findServer(profile, await this.#stranger(profile, signal));
    return {
      flows: flowsOf(server),
      narrowing: narrowingOf(profile, server.token),
      rotates: 'unknown',
      refreshRevokesPrevious: false,
      revokes: server.revocation !== null,
      ...(server.scopes && { scopes: server.scopes }),
    };
  }

  grantTraits(grant: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'> {
    return { narrowing: grant.narrowing, refreshRevokesPrevious: false };
  }

  async startDevice(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    const parties = await meetServer(profile, secrets, this.#settings, signal);
    requireFlow('device', parties.server, profile);
    return startDevice(profile, parties);
  }

  async tryDevice(profile: Profile, signal: AbortSignal) {
    const caller = await this.#stranger(profile, signal);
    const server = await findServer(profile, caller);
    requireFlow('device', server, profile);
    return tryDevice(profile, server, caller);
  }

  async startCode(profile: Profile, secrets: SignInSecrets, redirectUri: string, signal: AbortSignal) {
    const parties = await meetServer(profile, secrets, this.#settings, signal);
    requireFlow('code', parties.server, profile);
    return startCode(profile, parties, redirectUri);
  }

  async signInWithPastedGrant(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    const parties = await meetServer(profile, secrets, this.#settings, signal);
    return signInWithPastedGrant(profile, parties, secrets);
  }

  refresh(grant: Grant, request: RefreshRequest) {
    return refresh(grant, request, this.#settings);
  }

  revoke(grant: Grant, signal: AbortSignal) {
    return revoke(grant, this.#settings, signal);
  }

  /** Discovery is public: no certificate and no secret is needed to ask. */
  async #stranger(profile: Profile, signal: AbortSignal): Promise<Caller> {
    return { settings: this.#settings, connection: await readConnection(profile, { method: 'none' }), signal };
  }
}

function flowsOf(server: Server): SignInFlow[] {
  const flows: SignInFlow[] = [];
  if (server.deviceAuthorization) flows.push('device');
  if (server.authorization) flows.push('code');
  return [...flows, 'paste'];
}

/** The endpoint that each needs, for people and as an option of `tokenwell profile change`. */
const endpointOf = {
  device: { words: 'device authorization endpoint', option: '--device-endpoint' },
  code: { words: 'authorization endpoint', option: '--authorization-endpoint' },
};

function requireFlow(flow: keyof typeof endpointOf, server: Server, profile: Profile): void {
  const flows = flowsOf(server);
  if (flows.includes(flow)) return;
  const { words, option } = endpointOf[flow];
  const detail = server.discovered
    ? `${new URL(server.issuer).host} does not offer the ${flow} flow; it offers: ${flows.join(', ')}.`
    : `The profile ${profile.name} names no ${words}, which the ${flow} flow needs; it has what is needed for: ${flows.join(', ')}. If the server has one, \`tokenwell profile change ${profile.name} ${option} ADDRESS\` adds it.`;
  throw new TokenwellError('flow_not_supported', detail);
}
