/** Which profile a registry has: `registries` of profiles. A token goes to those that a person has named, and to no other. */

import type { ProfileSummary } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { hostOf } from './credential.ts';

export interface Registry {
  host: string;
  username: string;
  profile: string;
}

/** Registries that know people by their tokens do not look at the name, which must not be empty. */
const usualUsername = 'oauth2';

export function namedRegistries(profiles: ProfileSummary[]): Registry[] {
  return profiles.flatMap(({ name: profile, registries }) =>
    registries.map((registry) => {
      const at = registry.indexOf('@');
      const username = at === -1 ? usualUsername : registry.slice(0, at);
      return { host: registry.slice(at + 1).toLowerCase(), username, profile };
    }),
  );
}

/** undefined: none has it. Throws where two profiles do. */
export function registryOf(server: string, profiles: ProfileSummary[]): Registry | undefined {
  const host = hostOf(server);
  const [only, second] = namedRegistries(profiles).filter((registry) => registry.host === host);
  if (!only || !second) return only;
  throw new CliFailure(`Both "${only.profile}" and "${second.profile}" name the registry ${host}.`, {
    advice: 'Take it out of one: `tokenwell profile change PROFILE --unset registries`.',
  });
}
