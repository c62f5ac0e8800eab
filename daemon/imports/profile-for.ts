/** The profile under which something is served that was found: one that is there and fits, or a new one. */

import type { ProfileSummary } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Profile } from '../profile.ts';
import type { ProfileService } from '../services.ts';
import type { HeldOffer } from './held-offers.ts';

type Described = Pick<ProfileSummary, 'name' | 'provider' | 'issuer' | 'client_id' | 'scope'>;

/** null: only a person can name one. `inUse`: profiles on which its user is signed in. */
export function proposedProfile(
  { importable, provider }: Pick<HeldOffer, 'importable' | 'provider'>,
  profiles: readonly Described[],
  inUse: readonly string[],
): { name: string; isNew: boolean } | null {
  const existing = profiles.find(
    (profile) =>
      profile.provider === provider &&
      unfitness(profile, importable) === null &&
      // An offline token does not take the place of a session, nor a session that of an offline token.
      (importable.ownClient || isForOffline(profile) === (importable.kind === 'offline_token')) &&
      // Each stage has a profile of its own, though a test and its production may share a server.
      (importable.ownClient ||
        !importable.part ||
        profile.name === importable.profile?.name ||
        !inUse.includes(profile.name)),
  );
  if (existing) return { name: existing.name, isNew: false };
  if (!importable.profile) return null;
  return { name: freeName(importable.profile.name, profiles), isNew: true };
}

/** Adds it where there is none. Throws `bad_request` where the named one is for something else, and as profiles do. */
export async function profileFor(
  offer: HeldOffer,
  { name, like }: { name: string | undefined; like: string | undefined },
  profiles: Pick<ProfileService, 'find' | 'list' | 'add' | 'copy'>,
): Promise<{ profile: Profile; created: boolean }> {
  const { importable } = offer;
  if (name === undefined) {
    throw new TokenwellError('bad_request', 'It does not say where it belongs: name a profile of that server.');
  }
  const existing = profiles.list().profiles.find((one) => one.name === name);
  if (existing) {
    const unfit = unfitness(existing, importable);
    if (unfit) throw new TokenwellError('bad_request', `${unfit} Nothing was sent there.`);
    return { profile: profiles.find(name), created: false };
  }
  if (like !== undefined) return { profile: await copyOf(like, name, importable, profiles), created: true };
  // Throws in words where nothing tells what such a profile would be.
  if (!importable.profile) return { profile: profiles.find(name), created: false };
  await profiles.add({ name, definition: importable.profile.definition });
  return { profile: profiles.find(name), created: true };
}

async function copyOf(
  like: string,
  name: string,
  importable: HeldOffer['importable'],
  profiles: Pick<ProfileService, 'find' | 'copy'>,
): Promise<Profile> {
  const model = profiles.find(like);
  const unfit = wrongServer(model, importable);
  if (unfit) throw new TokenwellError('bad_request', `${unfit} Nothing was sent there.`);
  const offline = importable.kind === 'offline_token' ? ['offline_access'] : [];
  const scopes = [...new Set([...model.scopes, ...offline])];
  return profiles.copy(like, name, { scopes, clientId: importable.clientId ?? undefined });
}

/** A secret is sent only to the server that issued it, and by its client. */
function unfitness({ name, issuer, client_id: client }: Described, importable: HeldOffer['importable']): string | null {
  const elsewhere = wrongServer({ name, issuer }, importable);
  if (elsewhere) return elsewhere;
  if (importable.ownClient || importable.clientId === null || importable.clientId === client) return null;
  return `It was issued to the client ${importable.clientId}, and the profile "${name}" is for the client ${client}.`;
}

function wrongServer(
  { name, issuer }: Pick<Described, 'name' | 'issuer'>,
  { issuer: own }: HeldOffer['importable'],
): string | null {
  if (own === null || bare(own) === bare(issuer)) return null;
  return `It was issued by ${own}, and the profile "${name}" is for ${issuer}.`;
}

function bare(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}

function isForOffline({ scope }: Described): boolean {
  return scope.split(' ').includes('offline_access');
}

function freeName(name: string, profiles: readonly Described[]): string {
  const isTaken = (candidate: string) => profiles.some((one) => one.name === candidate);
  if (!isTaken(name)) return name;
  for (let number = 2; ; number += 1) if (!isTaken(`${name}-${number}`)) return `${name}-${number}`;
}
