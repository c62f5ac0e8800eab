/** `Retry-After` (RFC 9110 §10.2.3): when a server asks to be left alone, and until when. */

/** Seconds: nobody is believed who asks for more than a day. */
const longest = 86_400;

interface Headers {
  get(name: string): string | null;
}

/** Seconds, from 0 to a day; undefined where the header is missing or makes no sense. */
export function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Math.min(Number(value), longest);
  // Every form of HTTP-date (RFC 9110 §5.6.7) begins with a day's name; Date.parse alone would take a bare "-5" for a year.
  const date = /^[A-Z][a-z]{2,8},? /.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(date)) return undefined;
  // Both dates are the server's own where it sends one, so that its clock need not agree with ours.
  const sentAt = Date.parse(headers.get('date') ?? '');
  const seconds = Math.ceil((date - (Number.isNaN(sentAt) ? now : sentAt)) / 1000);
  return Math.min(Math.max(0, seconds), longest);
}
