/** Ending a token at the server, and looking whether it ended. */

import { nameHop } from '../../address.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { Caller } from '../oidc/http.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { claimsOf } from '../oidc/signed-in.ts';
import type { RevocationOutcome } from '../provider.ts';
import { ask } from './authenticator.ts';
import { type Places, placesOf } from './places.ts';
import { renew } from './renew.ts';
import { userOf } from './user.ts';

/**
 * The end of a refresh token touches no access token, which lives for hours: those that were handed out last are ended too.
 * It comes before them, as it lives longest and the time for all of them is short.
 */
export async function revoke(
  grant: Grant,
  issued: readonly string[],
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<RevocationOutcome> {
  const { caller } = partiesOfGrant(grant, settings, signal);
  const places = placesOf(grant.issuer);
  try {
    return await endGrant(grant, caller, places);
  } finally {
    const others = issued.filter((one) => one !== grant.refreshToken);
    await Promise.all(others.map((one) => revokeToken(caller, places, one).catch(() => {})));
  }
}

async function endGrant(grant: Grant, caller: Caller, places: Places): Promise<RevocationOutcome> {
  const token = grant.refreshToken;
  try {
    await revokeToken(caller, places, token);
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    // It takes no token that is over already.
    if (error.error === 'invalid_token' || error.error === 'invalid_grant') return { outcome: 'revoked' };
    // The address came with release 1.3.
    const missing = error.error === 'http_404' || (error.kind === 'unavailable' && error.malformed);
    if (missing) return { outcome: 'cannot_be_revoked', livesUntil: claimsOf(token).exp ?? null };
    throw error;
  }
  if (!(await stillWorks(grant, caller, places))) return { outcome: 'revoked' };
  const hop = nameHop('revocation endpoint', places.revocation);
  const message = `The ${hop} says that the sign-in was ended, but it still works.`;
  throw new ProviderFailure(message, { kind: 'refused', hop });
}

export async function revokeToken(caller: Caller, places: Places, token: string): Promise<void> {
  await ask(caller, { method: 'POST', place: 'revocation endpoint', url: places.revocation, json: { token } });
}

/** The grant is thrown away in any case. What the trial is given is revoked as well. */
async function stillWorks(grant: Grant, caller: Caller, places: Places): Promise<boolean> {
  try {
    if (grant.kind === 'access_token') {
      await userOf(caller, places, grant.refreshToken);
      return true;
    }
    const answer = await renew(grant, caller);
    for (const token of [answer.refreshToken, answer.accessToken]) {
      if (token) await revokeToken(caller, places, token).catch(() => {});
    }
    return true;
  } catch {
    // Refused, as it should be; or not to be told, and then the server's word stands.
    return false;
  }
}
