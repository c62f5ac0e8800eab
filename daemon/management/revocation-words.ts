/** How a revocation went, for the person. */

import type { TokenRevocation } from '../api.ts';
import type { RevocationOutcome } from '../providers/provider.ts';

export function revocationWords(outcome: RevocationOutcome, host: string): Omit<TokenRevocation, 'token'> {
  if (outcome.outcome === 'revoked') {
    return { revocation: 'revoked', detail: `${host} has ended it.`, may_live_until: null };
  }
  const until =
    outcome.livesUntil === null
      ? 'when it ends by itself is not known'
      : `it ends by itself on ${new Date(outcome.livesUntil * 1000).toISOString().slice(0, 16).replace('T', ' at ')} UTC`;
  return {
    revocation: 'not_supported',
    detail: `${host} has no way to end it; ${until}.`,
    may_live_until: outcome.livesUntil,
  };
}
