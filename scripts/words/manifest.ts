/** What the manifest says to people, which VS Code takes from package.nls.json where it stands as `%key%`. */

/** Keys whose values people read. Names (`Tokenwell`) are the same in every language. */
const read = /^(title|description|markdownDescription|enumDescriptions|deprecationMessage|altText|category|label)$/;
const name = 'Tokenwell';

/** Sentences about what cannot be translated, and about words that nobody uses. */
export function untranslatedInManifest(
  { contributes, capabilities }: { contributes: unknown; capabilities: unknown },
  words: Record<string, string>,
): string[] {
  const used = textsOf([contributes, capabilities]);
  const keys = used.map((text) => /^%(.+)%$/.exec(text)?.[1]);
  const plain = used.filter((text, index) => keys[index] === undefined && text !== name);
  const missing = keys.filter((key) => key !== undefined && !(key in words));
  const unused = Object.keys(words).filter((key) => !keys.includes(key));
  return [
    ...plain.map((text) => `package.json: "${text}" is not in package.nls.json.`),
    ...missing.map((key) => `package.nls.json lacks ${key}.`),
    ...unused.map((key) => `package.nls.json: nothing uses ${key}.`),
  ];
}

function textsOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return read.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => textsOf(each, key));
  return Object.entries(value ?? {}).flatMap(([inner, each]) => textsOf(each, inner));
}
