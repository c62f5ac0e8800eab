/**
 * How long a token lives, and how long before its end it should be renewed. All durations are seconds.
 *
 * Tokens are opaque: life comes from `expires_in` alone, counted from the moment when the request was sent, because the
 * server may have issued the token at any time since.
 */

import { type Clock, elapsedSince, type Instant } from '../../clock.ts';

export interface Lifetime {
  /** When the request that brought the token was sent. */
  readonly start: Instant;
  readonly seconds: number;
  /** Whether the server told it. RFC 6749 §5.1 only recommends `expires_in`. */
  readonly told: boolean;
}

/** Assumed where the server tells no life: such a token is renewed as if it lived this long. */
const assumedLifetime = 300;

export function lifetimeFrom(start: Instant, expiresIn: number | null): Lifetime {
  // A token that is dead on arrival is no use to anybody; 0 is taken for "not told".
  const told = expiresIn !== null && expiresIn > 0;
  return { start, seconds: told ? expiresIn : assumedLifetime, told };
}

/** Seconds left, never negative. */
export function remaining(clock: Clock, life: Lifetime): number {
  return Math.max(0, life.seconds - elapsedSince(clock, life.start) / 1000);
}

/** When it ends or has ended, on the wall clock as it is set now, in milliseconds. */
export function endOf(clock: Clock, life: Lifetime): number {
  return clock.now().wall + life.seconds * 1000 - elapsedSince(clock, life.start);
}

/** The life that a served token must have left when the caller asks for none: a tenth, at most a minute. */
export function defaultMinTtl(life: Lifetime): number {
  return Math.min(60, life.seconds / 10);
}

/**
 * What `min_ttl` can mean for tokens of this life. A caller may ask for more than any token of this server has; it then
 * gets one that is at most a fifth used up, so that the wish costs no refresh at each call.
 */
export function attainableMinTtl(life: Lifetime, wished: number | undefined): number {
  if (wished === undefined) return defaultMinTtl(life);
  return Math.min(wished, life.seconds * 0.8);
}

/**
 * Age in seconds at which a token is renewed ahead of need. `jitter` is in [0, 1) and spreads the renewals of many
 * tokens that were issued together. Where a refresh kills the previous token it is put off as long as it can be.
 */
export function renewalAge(life: Lifetime, jitter: number, late: boolean): number {
  // Not more than once a second, however short a life a server tells.
  const latest = Math.max(1, life.seconds - defaultMinTtl(life));
  if (late) return latest;
  return Math.min(Math.max(1, life.seconds * (0.75 + 0.1 * jitter)), latest);
}
