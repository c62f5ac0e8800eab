/**
 * The panel's words in the language of VS Code. The English ones are the keys, as `vscode.l10n` has it; the host puts the
 * translated ones into the page (see `page.ts`).
 */

import * as z from 'zod';

const bundle = z.record(z.string(), z.string());

const words = readWords();

/** Of VS Code, as the page says it; times and numbers are told in it too. */
export const language = document.documentElement.lang || 'en';

/** As `vscode.l10n.t`: `{0}` stands for the first of the values. */
export function t(english: string, ...values: (string | number)[]): string {
  return (words[english] ?? english).replace(/{(\d+)}/g, (mark, index) => String(values[Number(index)] ?? mark));
}

/** The same around something that is no text, which stands where `{0}` is. */
export function tAround(english: string, inside: HTMLElement): (string | HTMLElement)[] {
  const [before = '', after = ''] = t(english).split('{0}');
  return [before, inside, after];
}

function readWords(): z.infer<typeof bundle> {
  const read = bundle.safeParse(JSON.parse(document.getElementById('words')?.textContent || '{}'));
  return read.success ? read.data : {};
}
