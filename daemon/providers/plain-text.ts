/** Text that a server chose, made fit to be shown to people: it stays text, on one line, of bounded length. */

/** C0 and C1 controls, line and paragraph separators, zero-width characters, and what turns the writing direction. */
const invisible = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** `longest` is in characters. Lone surrogates become U+FFFD, so that the result is always well-formed. */
export function plainText(text: string, longest = 256): string {
  return text.toWellFormed().replace(invisible, '').trim().slice(0, longest).toWellFormed();
}

/**
 * An OAuth `error` code, kept to the characters that RFC 6749 §5.2 allows. A forbidden character becomes `?`, so that
 * no code turns into another one by being cleaned.
 */
export function plainErrorCode(error: string): string {
  return error.slice(0, 64).replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?') || 'unknown_error';
}
