/** A workspace's file may change between the question and the answer: what the person has approved is what counts. */

import type { SignInCreation } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Profile } from '../profile.ts';

/** Throws `bad_request` where the profile names another issuer than the one that the person has seen. */
export function requireSeenIssuer(profile: Profile, { issuer }: SignInCreation): void {
  if (issuer === undefined || issuer === profile.issuer) return;
  const host = URL.parse(profile.issuer)?.host ?? 'another server';
  throw new TokenwellError(
    'bad_request',
    `The profile ${profile.name} (${profile.file}) was changed meanwhile and signs in at ${host} now. Nothing was sent there; look at it and start again.`,
  );
}
