/** The end of a sign-in at the server. */

import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { revoke } from '../oidc/revoke.ts';
import type { RevocationOutcome } from '../provider.ts';
import { Clients } from './clients.ts';
import { keptLogin } from './kept-login.ts';
import { placesOf } from './places.ts';

export async function endSignIn(
  grant: Grant,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<RevocationOutcome> {
  try {
    return await revoke(grant, settings, signal);
  } catch (error) {
    // Not every installation has the endpoint.
    const missing = error instanceof ProviderFailure && error.kind === 'unavailable' && error.malformed;
    if (missing) return { outcome: 'cannot_be_revoked', livesUntil: null };
    throw error;
  } finally {
    await deleteClient(grant, settings, signal).catch(() => {});
  }
}

/** That takes the password; where it is not kept, the client stays on the list, and the next sign-in replaces it. */
async function deleteClient(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Promise<void> {
  const login = keptLogin(grant);
  const name = grant.details?.clientName;
  if (!login || !name) return;
  const { caller } = partiesOfGrant(grant, settings, signal);
  await new Clients(caller, placesOf(grant.issuer), login).delete(name);
}
