/** What windows and the CLI are shown of an account. Never a secret. */

import type { AccountState, AccountSummary } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { Account } from './account.ts';
import { endOf } from './tokens/lifetime.ts';
import { renewalIn } from './upkeep/upkeep.ts';

export function summarise(account: Account, clock: Clock): AccountSummary {
  const { record } = account;
  const now = clock.now();
  const inMilliseconds = (delay: number | null) => (delay === null ? null : seconds(now.wall + delay));
  const token = account.tokens.find(account.base);
  const { engine } = account;
  return {
    id: record.id,
    profile: record.profile,
    name: record.name,
    issuer: record.issuer,
    state: stateOf(account),
    scope: record.scopes.join(' '),
    grant_kind: record.grantKind,
    kept: record.kept ?? false,
    at_risk: engine?.keeper.atRisk ?? false,
    maybe_rotated: engine?.maybeRotated ?? false,
    signed_in_at: seconds(record.signedInAt),
    holds_token: token !== undefined,
    token_expires_at: token?.life.told ? seconds(endOf(clock, token.life)) : null,
    next_refresh_at: inMilliseconds(renewalIn(account, clock)),
    last_refresh_at: orNull(record.lastRefreshAt),
    last_used_at: orNull(account.usedAt?.wall ?? record.lastUsedAt),
    retry_at: engine?.retrying ? inMilliseconds(engine.retryIn(account.base)) : null,
    retrying_since: orNull(engine?.retryingSince?.wall ?? null),
    waiting: engine?.standstill ? { for: engine.standstill.hop, since: seconds(engine.standstill.since.wall) } : null,
    session_ends_at: orNull(record.sessionEndsAt),
    grant_ends_at: orNull(record.grantEndsAt),
    former_sign_in: account.former,
    last_error: record.lastError && { ...record.lastError, at: seconds(record.lastError.at) },
  };
}

function stateOf(account: Account): AccountState {
  if (!account.engine) return account.signingIn ? 'signing_in' : 'signed_out';
  if (account.storeLocked) return 'locked';
  return account.engine.retrying ? 'retrying' : 'signed_in';
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function orNull(milliseconds: number | null): number | null {
  return milliseconds === null ? null : seconds(milliseconds);
}
