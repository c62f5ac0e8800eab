/**
 * NOMAD signs people in through a Keycloak realm. Which one, its web interface is told by `gui/env.js`, and so are we; a
 * profile with `endpoints` says it itself.
 */

import { isLoopback, isSafeAddress } from '../../address.ts';
import type { Profile } from '../../profile.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { call } from '../oidc/http.ts';
import { type Api, textOf } from './api.ts';

/** The profile of the realm, for the OpenID Connect provider; null: not told. */
export async function findRealm(profile: Profile, api: Api): Promise<Profile | null> {
  if (profile.endpoints) return profile;
  const environment = await readEnvironment(api);
  const base = textOf(environment.keycloakBase).replace(/\/+$/, '');
  const realm = textOf(environment.keycloakRealm);
  return base && realm ? realmAt(`${base}/realms/${encodeURIComponent(realm)}`, profile, api) : null;
}

/** null where NOMAD names an address that nobody should be sent to. */
export function realmAt(issuer: string, profile: Profile, api: Api): Profile | null {
  if (!isSafeAddress(issuer)) return null;
  // A remote server has no business with services on this machine.
  if (isLoopback(new URL(issuer)) && !isLoopback(new URL(api.issuer))) return null;
  return { ...profile, issuer };
}

async function readEnvironment({ address, caller }: Api): Promise<JsonObject> {
  const url = address.replace(/\/api\/v1$/, '/gui/env.js');
  const { status, body } = await call(caller, 'web interface', url, { method: 'GET', headers: {}, body: null });
  const json = status === 200 ? /^\s*window\.nomadEnv\s*=\s*(\{.*\})\s*;?\s*$/s.exec(body)?.[1] : undefined;
  try {
    return json ? (JSON.parse(json) as JsonObject) : {};
  } catch {
    return {};
  }
}
