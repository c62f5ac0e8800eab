/** A name for a profile, made of words that people chose for something else. */
export function plainName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '');
  return plain.slice(0, 64) || 'lab';
}
