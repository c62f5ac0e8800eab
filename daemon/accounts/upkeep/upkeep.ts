/**
 * What an account needs without being asked, and when: its access tokens renewed ahead of need while they are used, its
 * session kept alive while somebody works with it, its offline grant touched so that the server does not drop it.
 */

import { type Clock, elapsedSince } from '../../clock.ts';
import type { Account } from '../account.ts';
import { renewalAge } from '../tokens/lifetime.ts';
import { type CachedToken, isInUse } from '../tokens/token-cache.ts';
import type { Variant } from '../tokens/variant.ts';

export interface UpkeepRules {
  /** A window is connected. */
  windowConnected: boolean;
  /** Milliseconds after its last use for which a session is kept alive. */
  keepAlive: number;
  /** Milliseconds between touches of an offline grant; 0: never. */
  touch: number;
}

export interface DueRenewal {
  variant: Variant;
  /** Milliseconds from now; 0 or less: due. */
  in: number;
  /** Somebody works with it: a reason for the daemon to stay. */
  wanted: boolean;
}

/** All renewals that will come due for this account, as things stand. */
export function upkeepOf(account: Account, clock: Clock, rules: UpkeepRules): DueRenewal[] {
  const { engine } = account;
  if (!engine || account.storeLocked || engine.busy || account.record.mayBeElsewhere) return [];
  const wanted = isWanted(account, clock, rules);
  if (engine.retrying) {
    // While retrying, one try renews the base token and tells whether the server is back.
    if (!wanted && !engine.maybeRotated) return [];
    return [{ variant: account.base, in: engine.retryIn(account.base), wanted: true }];
  }
  if (account.record.grantKind === 'access_token') return endOf(account, clock);
  const renewals = [...account.tokens.all()]
    .filter((token) => isInUse(token, clock))
    .map((token) => ({ variant: token.variant, in: renewIn(account, token, clock), wanted: true }))
    .map((renewal) => ({ ...renewal, in: Math.max(renewal.in, engine.retryIn(renewal.variant)) }));
  const touch = touchIn(account, clock, rules, wanted);
  if (touch === null) return renewals;
  // An offline grant outlives the daemon, unless its server drops it soon; and so must a session that nobody works with.
  const isSession = account.record.grantKind === 'refresh_token';
  return [
    ...renewals,
    { variant: account.base, in: touch, wanted: (wanted && isSession) || isDroppedSoon(account, rules) },
  ];
}

/** Nothing renews a token that is served as it is; but at its end everybody should see that it has ended. */
function endOf({ base, record }: Account, clock: Clock): DueRenewal[] {
  return record.grantEndsAt === null
    ? []
    : [{ variant: base, in: record.grantEndsAt - clock.now().wall, wanted: false }];
}

/** Milliseconds until the base token is renewed ahead of need; null: it is not in use. */
export function renewalIn(account: Account, clock: Clock): number | null {
  const token = account.tokens.find(account.base);
  if (!token || !account.engine || account.engine.retrying || !isInUse(token, clock)) return null;
  if (account.record.grantKind === 'access_token' || account.record.mayBeElsewhere) return null;
  return Math.max(0, renewIn(account, token, clock));
}

function renewIn(account: Account, token: CachedToken, clock: Clock): number {
  return (
    renewalAge(token.life, token.jitter, account.engine?.renewLate ?? false) * 1000 -
    elapsedSince(clock, token.life.start)
  );
}

function isWanted(account: Account, clock: Clock, rules: UpkeepRules): boolean {
  if (rules.windowConnected) return true;
  const sinceUse = account.usedAt
    ? elapsedSince(clock, account.usedAt)
    : clock.now().wall - (account.record.lastUsedAt ?? account.record.signedInAt);
  return sinceUse < rules.keepAlive;
}

/** Milliseconds. A session that ends sooner is not worth keeping alive, and a server that says 0 is not to be flooded. */
const shortestKeepAlive = 10_000;

/** Milliseconds until the grant itself must be used to stay alive; null: not known to be needed. */
function touchIn(account: Account, clock: Clock, rules: UpkeepRules, wanted: boolean): number | null {
  const { record } = account;
  const last = record.lastRefreshAt ?? record.signedInAt;
  const sinceRefresh = account.refreshedAt
    ? elapsedSince(clock, account.refreshedAt)
    : Math.max(0, clock.now().wall - last);
  const life = idleLife(account);
  if (record.grantKind === 'refresh_token' && record.grantEndsAt !== null) {
    // A session that the server will not prolong gains nothing from being kept alive.
    return wanted && life !== null ? life - sinceRefresh : null;
  }
  // An offline grant, or one whose idle limit the server keeps to itself.
  return rules.touch > 0 ? Math.min(rules.touch, life ?? rules.touch) - sinceRefresh : null;
}

/** Milliseconds after its last use at which it should be used again; null: the server does not tell, or will not prolong it. */
function idleLife({ record }: Account): number | null {
  if (record.grantEndsAt === null || record.sessionEndsAt !== null) return null;
  return Math.max(shortestKeepAlive, (record.grantEndsAt - (record.lastRefreshAt ?? record.signedInAt)) * 0.8);
}

/** An offline grant that the usual touches would not keep alive: the daemon must be there in time. */
function isDroppedSoon(account: Account, { touch }: UpkeepRules): boolean {
  const life = idleLife(account);
  return account.record.grantKind === 'offline_token' && touch > 0 && life !== null && life < touch;
}
