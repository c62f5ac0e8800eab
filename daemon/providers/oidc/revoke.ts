/** Ending a grant at the server (RFC 7009), and looking whether it ended: some servers say yes and do nothing. */

import { refreshTokenGrant, tokenRevocation } from 'openid-client';
import { nameHop } from '../../address.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import type { RevocationOutcome } from '../provider.ts';
import { readSuccess } from './answer.ts';
import { type Parties, partiesOfGrant } from './parties.ts';
import { claimsOf } from './signed-in.ts';
import { configure, requestTokens, unwrap } from './token-request.ts';

const place = 'revocation endpoint';

/** Throws `ProviderFailure` where the server could not be asked, refused, or did not do it: the grant may still be alive. */
export async function revoke(
  grant: Grant,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<RevocationOutcome> {
  const alive: RevocationOutcome = {
    outcome: 'cannot_be_revoked',
    livesUntil: claimsOf(grant.refreshToken).exp ?? null,
  };
  if (!grant.endpoints.revocation) return alive;
  const parties = partiesOfGrant(grant, settings, signal);
  try {
    await requestRevocation(parties, grant.refreshToken);
  } catch (error) {
    // RFC 7009 §2.2.1: the server cannot revoke this kind of token.
    if (error instanceof ProviderFailure && error.error === 'unsupported_token_type') return alive;
    throw error;
  }
  if (await stillWorks(parties, grant.refreshToken)) throw emptyPromise(grant.endpoints.revocation);
  return { outcome: 'revoked' };
}

function emptyPromise(revocation: string): ProviderFailure {
  const hop = nameHop(place, revocation);
  return new ProviderFailure(`The ${hop} says that the grant was ended, but it still works.`, { kind: 'refused', hop });
}

async function requestRevocation(parties: Parties, refreshToken: string): Promise<void> {
  const configuration = await configure(parties, place, readConfirmation);
  const hop = nameHop(place, parties.server.revocation ?? '');
  await unwrap(hop, () => tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' }));
}

/** Success has no body that means anything (RFC 7009 §2.2): Keycloak's is empty. */
function readConfirmation(answer: OutgoingAnswer, hop: string): object {
  return answer.status >= 200 && answer.status <= 299 ? {} : readSuccess(answer, hop);
}

/** The grant is thrown away in any case, so trying it can harm nothing. What the trial is given is revoked as well. */
async function stillWorks(parties: Parties, refreshToken: string): Promise<boolean> {
  try {
    const { answer } = await requestTokens(parties, (library) => refreshTokenGrant(library, refreshToken));
    if (answer.refreshToken) await requestRevocation(parties, answer.refreshToken).catch(() => {});
    return true;
  } catch {
    // Refused, as it should be; or not to be told, and then the server's word stands.
    return false;
  }
}
