/**
 * Stands in the bundle for iconv-lite, whose tables of all the world's encodings are a fifth of the daemon. Express's body
 * parser asks it for a decoder; JSON between programs is UTF-8 and nothing else (RFC 8259 §8.1).
 */

export function encodingExists(encoding: string): boolean {
  return /^utf-?8$/i.test(encoding);
}

/** Throws in iconv-lite's words, by which the body parser knows to answer 415. */
export function getDecoder(encoding: string): { write: (chunk: Buffer) => string; end: () => string } {
  if (!encodingExists(encoding)) throw new Error(`Encoding not recognized: '${encoding}'`);
  const decoder = new TextDecoder();
  return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}

export function decode(body: Buffer): string {
  return new TextDecoder().decode(body);
}
