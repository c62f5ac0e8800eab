/** The environment presets of a profile: those of its provider. Asks no server. */

import type { EnvironmentPresetsResponse } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { EnvironmentPresetService, ProfileService } from '../services.ts';
import type { Provider } from './provider.ts';

export class PresetsOfProfiles implements EnvironmentPresetService {
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #profiles: Pick<ProfileService, 'find'>;

  constructor({
    providers,
    profiles,
  }: { providers: ReadonlyMap<string, Provider>; profiles: Pick<ProfileService, 'find'> }) {
    this.#providers = providers;
    this.#profiles = profiles;
  }

  list(name: string, workspace?: string): EnvironmentPresetsResponse {
    const profile = this.#profiles.find(name, workspace);
    const provider = this.#providers.get(profile.provider);
    if (provider) return { presets: [...provider.environmentPresets] };
    const known = [...this.#providers.keys()].join(', ');
    throw new TokenwellError(
      'configuration_broken',
      `Profile ${profile.name} (${profile.file}) names the provider ${profile.provider}; there are: ${known}.`,
    );
  }
}
