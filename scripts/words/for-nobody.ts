/** Literals that look like words and are read by programs, or by whoever reads a log, which is English. */

export interface Node {
  type: string;
  start: number;
  [name: string]: unknown;
}

/** Sources without words of ours, and why. */
export const wordless: Record<string, string> = {
  'extension/notebook/snippets.ts': 'cells in languages of programs',
  'extension/panel/view/words.ts': 'translates what others hand to it',
};

/** Names, which are the same in every language, and lines of programs. */
const literals = [
  ...['Tokenwell', 'Scripts', '@echo off', 'set ELECTRON_RUN_AS_NODE=1', 'No module named pip'],
  'import importlib.metadata, tokenwell; print(importlib.metadata.version("tokenwell"))',
  // The daemon knows a key by that.
  'data key ',
  // The tests hold our own launcher to it, so that nobody meets this.
  'The launcher has no line `',
];

/** Modules, types, and what is compared. */
const kinds =
  /^(ImportDeclaration|ImportExpression|TSLiteralType|TSTypeAliasDeclaration|TSInterfaceDeclaration|BinaryExpression)$/;
const properties = /^(class|style|role|command|id|type|key|rel|kind|by|state)$/;
const logged = /^(info|warn|error|debug|trace)$/;

/** `parents` of the literal that has this text. */
export function isForNobody(text: string, parents: readonly Node[]): boolean {
  return literals.includes(text) || text.startsWith('<!doctype') || parents.some(isForPrograms);
}

function isForPrograms(node: Node): boolean {
  if (kinds.test(node.type)) return true;
  if (node.type === 'Property') return properties.test(nameOf(node['key'] as Node));
  if (node.type !== 'CallExpression') return false;
  const callee = node['callee'] as Node;
  if (callee.type !== 'MemberExpression') return false;
  const method = nameOf(callee['property'] as Node);
  const owner = callee['object'] as Node;
  const isLog = nameOf((owner['property'] ?? owner) as Node).replace('#', '') === 'output';
  // Of a field of a schema.
  return method === 'describe' || (isLog && logged.test(method));
}

function nameOf({ name, value }: Node): string {
  return String(name ?? value ?? '');
}
