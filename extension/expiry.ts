/** When a sign-in ends for good, and from which moments on a person should know. */

import type { AccountSummary } from '../daemon/api.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

export interface End {
  /** Seconds since the epoch. */
  at: number;
  kind: 'session' | 'offline_token';
}

/** Seconds before the end; the longest first. */
const thresholds = { session: [hour, 10 * minute], offline_token: [14 * day, 7 * day, day] };

/**
 * null: nobody knows of one. The idle end of a session is none: the daemon uses it before. That of an offline token is,
 * for months may pass in which no daemon runs.
 */
export function endOf({
  grant_kind: kind,
  session_ends_at: session,
  grant_ends_at: grant,
}: AccountSummary): End | null {
  if (kind === 'refresh_token') return session === null ? null : { at: session, kind: 'session' };
  const ends = [session, grant].filter((end) => end !== null);
  return ends.length === 0 ? null : { at: Math.min(...ends), kind: 'offline_token' };
}

/** The last threshold that has been passed, in seconds; null: the end is far, or over. */
export function thresholdPassed({ at, kind }: End, now: number): number | null {
  const left = at - now;
  if (left <= 0) return null;
  return thresholds[kind].findLast((threshold) => left <= threshold) ?? null;
}

/** What was told last of an account. */
export interface Told {
  end: number;
  threshold: number;
}

/** Ends move by seconds at each renewal; only one that moved far is another one. */
export function isTold(told: Told | undefined, { at }: End, threshold: number): boolean {
  return told !== undefined && told.threshold <= threshold && at - told.end < threshold / 2;
}
