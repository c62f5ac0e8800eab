/** Which words of a source can be translated, and which people would read in English for ever. */

import { parseSync } from 'oxc-parser';
import { isForNobody, type Node, wordless } from './for-nobody.ts';

export interface Words {
  translatable: string[];
  /** Sentences about what has to be mended. */
  untranslatable: string[];
}

/** `vscode.l10n.t` of the host; `t` and `tAround` of the panel's page. */
const translating = ['t', 'tAround'];

/** Two words, or one that begins as a label does. */
const readsAsWords = /\p{L}{2}[,:.]? \p{L}{2}|^\p{Lu}\p{Ll}+…?$/u;

export function readWords(file: string, source: string): Words {
  if (file in wordless) return { translatable: [], untranslatable: [] };
  const { program, errors } = parseSync(file, source);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const words: Words = { translatable: [], untranslatable: [] };
  const tell = (node: Node, what: string) => {
    const line = source.slice(0, node.start).split('\n').length;
    words.untranslatable.push(`${file}:${line}: ${what}`);
  };
  const walk = (node: Node, parents: readonly Node[]): void => {
    if (isTranslation(node)) {
      const [english, ...values] = node['arguments'] as Node[];
      const text = english && textOf(english);
      if (text === null || text === undefined) tell(node, 'what is translated must stand there as one literal.');
      else words.translatable.push(text);
      for (const value of values) walk(value, [...parents, node]);
      return;
    }
    const text = partsOf(node).find((part) => readsAsWords.test(part));
    if (text !== undefined && !isForNobody(text, parents)) {
      tell(node, `"${text}" reaches people in English only: pass it through l10n.t, or t in the panel's page.`);
    }
    for (const child of childrenOf(node)) walk(child, [...parents, node]);
  };
  walk(program as unknown as Node, []);
  return words;
}

function isTranslation({ type, callee }: Node): boolean {
  if (type !== 'CallExpression') return false;
  const { type: kind, name, object, property } = callee as Node;
  if (kind === 'Identifier') return translating.includes(String(name));
  return kind === 'MemberExpression' && (property as Node).name === 't' && (object as Node).type === 'MemberExpression';
}

/** null: it depends on something. */
function textOf({ type, value, quasis }: Node): string | null {
  if (type === 'Literal' && typeof value === 'string') return value;
  const [only, ...others] = (quasis ?? []) as { value: { cooked: string } }[];
  return type === 'TemplateLiteral' && only && others.length === 0 ? only.value.cooked : null;
}

function partsOf(node: Node): string[] {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : [];
  if (node.type !== 'TemplateLiteral') return [];
  return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === 'object' && value !== null && 'type' in value);
}
