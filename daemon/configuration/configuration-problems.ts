/** Turns what a schema found wrong into sentences that name the line, the column and the fix. Values are never quoted. */

import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import type { z } from 'zod';
import type { ConfigurationProblem } from '../api.ts';
import { nearestName } from './nearest-name.ts';

/** A text with its syntax tree, and the file it came from for messages. */
export interface Document {
  file: string;
  text: string;
  tree: Node | undefined;
}

/** `path` leads to the object that `schema` was tried on; `known` are the names that belong there. */
export function describeIssue(
  document: Document,
  path: JSONPath,
  issue: z.core.$ZodIssue,
  known: (path: PropertyKey[]) => string[],
): ConfigurationProblem[] {
  const place = [...path, ...issue.path] as JSONPath;
  if (issue.code !== 'unrecognized_keys') return [problemAt(document, place, sentence(issue, place))];
  return issue.keys.map((key) =>
    problemAt(document, [...place, key], unknownName(key, known(issue.path)), { atName: true }),
  );
}

/** A problem at the value that `path` leads to, or, where that is missing, at the nearest thing around it. */
export function problemAt(
  document: Document,
  path: JSONPath,
  message: string,
  { atName = false } = {},
): ConfigurationProblem {
  return problemAtOffset(document, offsetOf(document.tree, path, atName), message);
}

export function problemAtOffset({ file, text }: Document, offset: number, message: string): ConfigurationProblem {
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { file, line, column, message: `line ${line}, column ${column}: ${message}` };
}

/** A problem of a whole file: it cannot be read, say. */
export function problemOfFile(file: string, message: string): ConfigurationProblem {
  return { file, line: null, column: null, message };
}

function offsetOf(tree: Node | undefined, path: JSONPath, atName: boolean): number {
  for (let length = path.length; tree && length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (!node) continue;
    const property = node.parent?.type === 'property' ? node.parent : undefined;
    return atName && length === path.length && property ? property.offset : node.offset;
  }
  return 0;
}

function unknownName(name: string, known: string[]): string {
  if (/secret|password|token$/i.test(name)) {
    return `\`${name}\`: secrets do not belong in a file. Remove this line; \`tokenwell login\` asks for it and keeps it in the secret store.`;
  }
  const meant = nearestName(name, known);
  const hint = meant ? `did you mean \`${meant}\`?` : `known are ${known.map((key) => `\`${key}\``).join(', ')}.`;
  return `\`${name}\` is not known here; ${hint}`;
}

function sentence(issue: z.core.$ZodIssue, place: JSONPath): string {
  const name = typeof place.at(-1) === 'number' ? `\`${String(place.at(-2))}\`` : `\`${String(place.at(-1))}\``;
  if (issue.code === 'invalid_type') {
    // zod tells a missing member only by the end of its message.
    if (issue.message.endsWith('received undefined')) return `${name} is missing; add it.`;
    return `${name} must be ${withArticle(issue.expected)}.`;
  }
  if (issue.code === 'invalid_format' && issue.format === 'url') {
    return `${name} must be an address, such as https://auth.example.org/realms/lab.`;
  }
  if (issue.code === 'invalid_value') return `${name} must be one of ${issue.values.map(String).join(', ')}.`;
  if (issue.code === 'too_small') return `${name} is too small or empty; at least ${issue.minimum} is needed.`;
  if (issue.code === 'too_big') return `${name} is too large; ${issue.maximum} is the most.`;
  return `${name}: ${issue.message}.`;
}

function withArticle(type: string): string {
  if (type === 'string') return 'text in double quotes';
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return 'a list in square brackets';
  if (type === 'object' || type === 'record') return 'an object in curly brackets';
  return `a ${type}`;
}
