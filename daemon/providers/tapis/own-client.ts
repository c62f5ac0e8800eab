/**
 * The OAuth client that password sign-ins go by. Tapis tells a client's secret when it is made and never again, so one is
 * used again for as long as a grant here has its secret, and replaced by another of the same name after that: there is
 * never more than one for a profile of this installation.
 */

import { hash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Grant } from '../../grant.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { Clients, NewClient } from './clients.ts';
import type { ClientKeys, Visit } from './signed-in.ts';

export interface Ours {
  /** What the profile's accounts hold. */
  earlier: readonly Grant[];
  /** Tells this installation from others. */
  installation: string;
}

/** null: there is none whose secret is known, or that may be sent where this sign-in goes (design promise 7). */
export function knownClient({ profile, places, caller }: Visit, user: string, { earlier }: Ours): ClientKeys | null {
  const { certificateAuthority, proxy } = caller.connection;
  const grant = earlier.find(
    (one) =>
      one.provider === 'tapis' &&
      one.issuer === profile.issuer &&
      one.subject === user &&
      one.endpoints.token === places.token &&
      one.certificateAuthority === certificateAuthority &&
      one.proxy === proxy &&
      one.details?.clientName !== undefined,
  );
  if (!grant || !('clientSecret' in grant.clientAuthentication)) return null;
  const { clientSecret: secret } = grant.clientAuthentication;
  return { key: grant.clientId, secret, name: grant.details?.clientName ?? null };
}

/** Throws `ProviderFailure`. */
export async function makeClient(clients: Clients, profile: Profile, { installation }: Ours): Promise<NewClient> {
  const name = clientNameFor(profile, installation);
  const wish = { name, description: `Tokenwell on ${hostname()}`, callbackUrl: '' };
  const unlessTaken = (error: unknown) => {
    if (error instanceof ProviderFailure && error.error === 'http_409') return null;
    throw error;
  };
  const made = await clients.create(wish).catch(unlessTaken);
  if (made) return made;
  // Only this installation gives the name, and it has the secret no more.
  await clients.delete(name).catch(() => {});
  const anew = await clients.create(wish).catch(unlessTaken);
  return anew ?? clients.create({ ...wish, name: `${name}-${randomBytes(3).toString('hex')}` });
}

/** Says to its owner where it comes from; its end is of this profile and installation alone. */
export function clientNameFor({ clientId, name }: Pick<Profile, 'clientId' | 'name'>, installation: string): string {
  const mark = hash('sha256', JSON.stringify([hostname(), installation, name])).slice(0, 8);
  return `${`${clientId}-${hostname()}`.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 55)}-${mark}`;
}
