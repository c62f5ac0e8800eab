import type { Profile } from '../../profile.ts';

/** What a sign-in asks for: scopes in the order of the profile, each resource by itself (RFC 8707 §2). */
export function requestParameters(wish: Pick<Profile, 'scopes' | 'resources'>): URLSearchParams {
  const parameters = new URLSearchParams();
  if (wish.scopes.length > 0) parameters.set('scope', wish.scopes.join(' '));
  for (const resource of wish.resources) parameters.append('resource', resource);
  return parameters;
}
