/** Which token of an account: its scopes and the resources it is for. A token of one variant is never served for another. */

import { TokenwellError } from '../../errors.ts';

export interface Variant {
  /** Identifies the variant within its account. */
  readonly key: string;
  /** Sorted. What is asked of the server. */
  readonly scopes: string[];
  /** Sorted resource indicators (RFC 8707). */
  readonly resources: string[];
  /** As the grant is: what a caller gets who names neither scope nor resource. */
  readonly base: boolean;
  /** Fewer scopes than the grant has. */
  readonly narrowed: boolean;
}

interface GrantExtent {
  scopes: string[];
  resources: string[];
}

/**
 * Scopes that belong to the grant rather than to one token. They are asked for at each refresh: a Keycloak that is asked
 * for less issues tokens without `openid`, which its own userinfo endpoint refuses.
 */
const scopesOfTheGrant = ['openid', 'offline_access'];

export function baseVariant(grant: GrantExtent): Variant {
  return variant(grant.scopes, grant.resources, grant);
}

/** The variant that a caller asked for; undefined means "as the grant". Throws `scope_not_granted`. */
export function requestedVariant(
  grant: GrantExtent,
  scopes: string[] | undefined,
  resources: string[] | undefined,
): Variant {
  if (!scopes && !resources) return baseVariant(grant);
  const wished = scopes ?? grant.scopes;
  const missing = wished.filter((scope) => !grant.scopes.includes(scope));
  if (missing.length > 0) {
    throw new TokenwellError(
      'scope_not_granted',
      `The sign-in does not cover ${missing.join(', ')}; it covers ${grant.scopes.join(', ') || 'no named scope'}. Sign in again with a profile that asks for it.`,
    );
  }
  const kept = scopesOfTheGrant.filter((scope) => grant.scopes.includes(scope));
  return variant([...wished, ...kept], resources ?? grant.resources, grant);
}

function variant(wishedScopes: string[], wishedResources: string[], grant: GrantExtent): Variant {
  const scopes = sortedSet(wishedScopes);
  const resources = sortedSet(wishedResources);
  const key = keyOf(scopes, resources);
  const base = key === keyOf(sortedSet(grant.scopes), sortedSet(grant.resources));
  return { key, scopes, resources, base, narrowed: scopes.length < new Set(grant.scopes).size };
}

/** Neither scopes (RFC 6749 §3.3) nor URIs contain spaces or line ends, so no two variants share a key. */
function keyOf(scopes: string[], resources: string[]): string {
  return `${scopes.join(' ')}\n${resources.join(' ')}`;
}

export function sortedSet(values: string[]): string[] {
  return [...new Set(values)].sort();
}
