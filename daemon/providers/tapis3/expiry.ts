/** When a device code ends. Its answer has a date in `expires_in`, where RFC 8628 §3.2 wants seconds. */

import { duration } from '../oidc/token-answer.ts';

/** Seconds: what Tapis gives a code, and what is taken where its word makes no sense. */
const usualLife = 600;
/** Seconds: no code is waited for longer than a day. */
const longestLife = 86_400;

/** `sentAt`: the answer's own `Date`, so that the two clocks need not agree. */
export function secondsUntil(told: unknown, sentAt: string | null, now = Date.now()): number {
  const seconds = duration(told) ?? secondsUntilDate(told, sentAt, now);
  return seconds === null || seconds < 1 ? usualLife : Math.min(seconds, longestLife);
}

function secondsUntilDate(told: unknown, sentAt: string | null, now: number): number | null {
  if (typeof told !== 'string') return null;
  // ISO 8601 without a zone is meant to be UTC.
  const isBare = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?$/.test(told);
  const end = Date.parse(isBare ? `${told.replace(' ', 'T')}Z` : told);
  if (Number.isNaN(end)) return null;
  const sent = Date.parse(sentAt ?? '');
  return Math.floor((end - (Number.isNaN(sent) ? now : sent)) / 1000);
}
