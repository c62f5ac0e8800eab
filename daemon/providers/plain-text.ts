/** Text that a server chose, made fit to be shown to people: it stays text, on one line, of bounded length. */

/**
 * C0 and C1 controls, line and paragraph separators, and all format characters: those without a width, soft hyphens, tags,
 * and what turns the writing direction.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** `longest` is in characters. Lone surrogates become U+FFFD, so that the result is always well-formed. */
export function plainText(text: string, longest = 256): string {
  return text.toWellFormed().replace(invisible, '').trim().slice(0, longest).toWellFormed();
}

/** An address as a browser would go there: letters that only look like others stand in their ASCII form (RFC 3492). */
export function plainAddress(address: string): string {
  const text = plainText(address, 2048);
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) ? url.href : text;
}

/**
 * An OAuth `error` code, kept to the characters that RFC 6749 §5.2 allows. A forbidden character becomes `?`, so that
 * no code turns into another one by being cleaned.
 */
export function plainErrorCode(error: string): string {
  return error.slice(0, 64).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?') || 'unknown_error';
}
