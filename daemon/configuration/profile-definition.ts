/** From a profile as a file has it to the profile that providers work with. */

import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { type ProfileDefinition, type ProfileSummary, profileDefinition } from '../api.ts';
import type { Profile, ProfileOrigin } from '../profile.ts';
import { addressFault } from './safe-address.ts';

export interface ProfileSource {
  origin: ProfileOrigin;
  file: string;
}

export function toProfile(name: string, definition: ProfileDefinition, source: ProfileSource): Profile {
  const { endpoints } = definition;
  const fileBeside = (path: string | undefined) => (path ? absolutePath(path, source.file) : null);
  return {
    name,
    ...source,
    provider: definition.provider,
    issuer: definition.issuer,
    clientId: definition.client_id,
    scopes: definition.scope.split(' ').filter(Boolean),
    resources: definition.resource,
    clientAuthenticationMethod: definition.token_endpoint_auth_method,
    privateKeyFile: fileBeside(definition.private_key_file),
    privateKeyAlgorithm: definition.token_endpoint_auth_signing_alg ?? null,
    privateKeyId: definition.private_key_id ?? null,
    certificateFile: fileBeside(definition.certificate_file),
    endpoints: endpoints
      ? {
          token: endpoints.token,
          deviceAuthorization: endpoints.device_authorization ?? null,
          authorization: endpoints.authorization ?? null,
          revocation: endpoints.revocation ?? null,
          userinfo: endpoints.userinfo ?? null,
        }
      : null,
    caFile: fileBeside(definition.ca_file),
    proxy: definition.proxy ?? null,
    tokenFile: definition.token_file,
    registries: definition.registries,
    narrowing: definition.narrowing ?? null,
  };
}

export function summarize(profile: Profile): ProfileSummary {
  return {
    name: profile.name,
    origin: profile.origin,
    file: profile.file,
    provider: profile.provider,
    issuer: profile.issuer,
    client_id: profile.clientId,
    scope: profile.scopes.join(' '),
    resource: profile.resources,
    token_endpoint_auth_method: profile.clientAuthenticationMethod,
    registries: profile.registries,
  };
}

/** The way back, for people to look at: files have their full paths, and members without a value are left out. */
export function toDefinition(profile: Profile): ProfileDefinition {
  const { endpoints } = profile;
  const definition = {
    provider: profile.provider,
    issuer: profile.issuer,
    client_id: profile.clientId,
    scope: profile.scopes.join(' '),
    resource: profile.resources,
    token_endpoint_auth_method: profile.clientAuthenticationMethod,
    private_key_file: profile.privateKeyFile,
    token_endpoint_auth_signing_alg: profile.privateKeyAlgorithm,
    private_key_id: profile.privateKeyId,
    certificate_file: profile.certificateFile,
    endpoints: endpoints && {
      token: endpoints.token,
      device_authorization: endpoints.deviceAuthorization ?? undefined,
      authorization: endpoints.authorization ?? undefined,
      revocation: endpoints.revocation ?? undefined,
      userinfo: endpoints.userinfo ?? undefined,
    },
    ca_file: profile.caFile,
    proxy: profile.proxy && withoutPassword(profile.proxy),
    token_file: profile.tokenFile,
    registries: profile.registries,
    narrowing: profile.narrowing,
  };
  const given = Object.entries(definition).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as ProfileDefinition;
}

/** Some proxies want a password in their address; whoever looks at a profile need not see it. */
function withoutPassword(address: string): string {
  const url = new URL(address);
  if (!url.password) return address;
  url.password = '***';
  return url.href;
}

/** Addresses of a definition that must not be used, each with why. Resource indicators are names, not addresses. */
export function unsafeAddresses(definition: ProfileDefinition): { path: string[]; fault: string }[] {
  const addresses: [string[], string | undefined][] = [[['issuer'], definition.issuer]];
  for (const [name, address] of Object.entries(definition.endpoints ?? {})) {
    addresses.push([['endpoints', name], address]);
  }
  return addresses.flatMap(([path, address]) => {
    const fault = address === undefined ? null : addressFault(address);
    return fault ? [{ path, fault }] : [];
  });
}

/** What is worth writing into a file: all that differs from the defaults. */
export function withoutDefaults(definition: z.input<typeof profileDefinition>): object {
  const shape = profileDefinition.shape as Record<string, z.ZodType>;
  const isDefault = (name: string, value: unknown) =>
    JSON.stringify(shape[name]?.safeParse(undefined).data) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(definition).filter(([name, value]) => !isDefault(name, value)));
}

/** Files are named from the folder of the configuration file, or from the home with `~/`. */
export function absolutePath(path: string, configurationFile: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return resolve(dirname(configurationFile), path);
}
