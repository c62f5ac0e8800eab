/** Tapis v3: tokens from its Authenticator, in whose answers each is an object of its own, for the header `X-Tapis-Token`. */

import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { Management } from '../management.ts';
import type { Capabilities, Provider, RefreshRequest, SignInFlow, SignInSecrets } from '../provider.ts';
import { ask, objectOf } from './authenticator.ts';
import { startDevice } from './device.ts';
import { environmentPresets } from './environment-presets.ts';
import { manageClients } from './management.ts';
import { signInWithPassword } from './password.ts';
import { signInWithPastedGrant } from './paste.ts';
import { refresh } from './renew.ts';
import { revoke } from './revoke.ts';
import { noClient, type Visit, visit } from './signed-in.ts';
import { systems } from './systems.ts';

export class Tapis3Provider implements Provider {
  readonly name = 'tapis3';
  readonly tokenHeader = 'X-Tapis-Token';
  readonly management: Management;
  readonly environmentPresets = environmentPresets;
  readonly systems = systems;
  readonly #settings: OutgoingSettings;

  constructor(settings: OutgoingSettings) {
    this.#settings = settings;
    this.management = manageClients(settings);
  }

  async capabilities(profile: Profile, signal: AbortSignal): Promise<Capabilities> {
    const visited = await visit(profile, this.#settings, signal);
    const offered = await offeredBy(visited);
    const flows: Record<string, boolean> = {
      device: profile.clientId !== noClient && offered('device_code'),
      password: offered('password'),
      paste: true,
    };
    return {
      flows: Object.keys(flows).filter((flow) => flows[flow]) as SignInFlow[],
      narrowing: profile.narrowing ?? 'unknown',
      rotates: true,
      refreshRevokesPrevious: false,
      revokes: true,
    };
  }

  grantTraits({ narrowing }: Grant): Pick<Capabilities, 'narrowing' | 'refreshRevokesPrevious'> {
    return { narrowing, refreshRevokesPrevious: false };
  }

  async startDevice(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    return startDevice(await visit(profile, this.#settings, signal), secrets);
  }

  /** A client without a secret is asked for all the same: the key plays no part in how this flow begins. */
  async tryDevice(profile: Profile, signal: AbortSignal) {
    await this.startDevice(profile, {}, signal);
    return 'works' as const;
  }

  async signInWithPassword(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    return signInWithPassword(await visit(profile, this.#settings, signal), secrets);
  }

  async signInWithPastedGrant(profile: Profile, secrets: SignInSecrets, signal: AbortSignal) {
    return signInWithPastedGrant(await visit(profile, this.#settings, signal), secrets);
  }

  refresh(grant: Grant, request: RefreshRequest) {
    return refresh(grant, request, this.#settings);
  }

  revoke(grant: Grant, signal: AbortSignal, issued: readonly string[] = []) {
    return revoke(grant, issued, this.#settings, signal);
  }
}

/** Whether the tenant takes a kind of grant. Throws `ProviderFailure` where no Tapis answers. */
async function offeredBy({ caller, places }: Visit): Promise<(grantType: string) => boolean> {
  try {
    const { result } = await ask(caller, { place: 'server metadata', url: places.metadata });
    const types = objectOf(result).grant_types_supported;
    return (grantType) => !Array.isArray(types) || types.includes(grantType);
  } catch (error) {
    // Releases before 1.0.2 have no metadata, and say so as Tapis does.
    if (error instanceof ProviderFailure && error.kind === 'refused') return () => true;
    throw error;
  }
}
