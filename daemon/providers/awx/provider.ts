/** AWX, Ansible Automation Controller, and the platform that came after it. */

import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { Management } from '../management.ts';
import { readClientAuthentication } from '../oidc/client-authentication.ts';
import type { Caller } from '../oidc/http.ts';
import { readConnection } from '../oidc/parties.ts';
import type { Capabilities, Provider, RefreshRequest, SignInSecrets } from '../provider.ts';
import { startCode } from './code.ts';
import { environmentPresets } from './environment-presets.ts';
import { manageController } from './management.ts';
import { readCredentials, signInByBasicAuth, signInByPasswordGrant } from './password.ts';
import { signInWithToken } from './paste.ts';
import { findPlaces, placesOfGrant } from './places.ts';
import { refresh } from './refresh.ts';
import { revoke } from './revoke.ts';
import { noApplication } from './signed-in.ts';
import { systems } from './systems.ts';
import type { Application } from './token-request.ts';

export class AwxProvider implements Provider {
  readonly name = 'awx';
  readonly environmentPresets = environmentPresets;
  readonly systems = systems;
  readonly management: Management;
  readonly #settings: OutgoingSettings;

  constructor(settings: OutgoingSettings) {
    this.#settings = settings;
    this.management = manageController(settings);
  }

  async capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities> {
    await findPlaces(profile, await this.#caller(profile, signal));
    const traits = { narrowing: 'destructive' as const, revokes: true };
    if (profile.clientId === noApplication) {
      return { ...traits, flows: ['password', 'paste'], rotates: false, refreshRevokesPrevious: false };
    }
    return { ...traits, flows: ['code', 'password', 'paste'], rotates: true, refreshRevokesPrevious: true };
  }

  grantTraits({ kind, narrowing }: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'> {
    return { narrowing, refreshRevokesPrevious: kind !== 'access_token' };
  }

  async startCode(profile: Profile, secrets: SignInSecrets, redirectUri: string, signal: AbortSignal) {
    if (profile.clientId === noApplication) {
      throw new TokenwellError(
        'flow_not_supported',
        `The profile ${profile.name} names no application, which the code flow needs: set its client_id, or sign in with a password or a token.`,
      );
    }
    const application = await this.#application(profile, secrets, signal);
    return startCode(profile, await findPlaces(profile, application.caller), application, redirectUri);
  }

  async signInWithPassword(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    const credentials = readCredentials(secrets);
    if (profile.clientId === noApplication) {
      const caller = await this.#caller(profile, signal);
      return signInByBasicAuth(profile, await findPlaces(profile, caller), caller, credentials);
    }
    const application = await this.#application(profile, secrets, signal);
    return signInByPasswordGrant(profile, await findPlaces(profile, application.caller), application, credentials);
  }

  async signInWithPastedGrant(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    const caller = await this.#caller(profile, signal);
    return signInWithToken(profile, await findPlaces(profile, caller), caller, secrets);
  }

  refresh(grant: Grant, request: RefreshRequest) {
    return refresh(grant, request, this.#settings);
  }

  revoke(grant: Grant, signal: AbortSignal) {
    return revoke(grant, this.#settings, signal);
  }

  /**
   * A pasted token is the person's own and may be in use elsewhere. A pair belongs to its sign-in; but the newer platform ends
   * none by its value, and which id it has is told by its being the newest, which it is no more.
   */
  endsAlone(grant: Grant): boolean {
    if (grant.kind === 'access_token') return grant.details?.bySignIn === 'yes';
    return placesOfGrant(grant).api.endsWith('/api/v2/');
  }

  livesOn(grant: Grant): string | null {
    if (grant.kind === 'access_token') return null;
    const { host } = new URL(grant.issuer);
    return `${host} ends no token pair by its value, so that of the sign-in before lives on there: delete it in your list of tokens.`;
  }

  async #caller(profile: Profile, signal: AbortSignal): Promise<Caller> {
    const connection = await readConnection(profile, { method: 'none' });
    return { settings: this.#settings, connection, signal };
  }

  async #application(profile: Profile, secrets: SignInSecrets, signal: AbortSignal): Promise<Application> {
    const authentication = await readClientAuthentication(profile, secrets);
    return { clientId: profile.clientId, authentication, caller: await this.#caller(profile, signal) };
  }
}
