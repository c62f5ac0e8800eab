/** Which version this is, and which of two is the newer. Shared with the clients: a newer one asks an older daemon to hand over. */

import { readFileSync } from 'node:fs';

/** Set by esbuild in the bundles; the sources read package.json. */
declare const TOKENWELL_VERSION: string | undefined;

/** Whether this runs from a bundle of esbuild's instead of the sources. */
export const bundled = typeof TOKENWELL_VERSION === 'string';

export const version: string = typeof TOKENWELL_VERSION === 'string' ? TOKENWELL_VERSION : versionOfTheSources();

function versionOfTheSources(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/** Whether `one` is newer than `other`, in the order of Semantic Versioning §11; a version that is not one is older than all. */
export function isNewer(one: string, other: string): boolean {
  const left = parse(one);
  const right = parse(other);
  if (!left || !right) return left !== null;
  for (const [index, number] of left.numbers.entries()) {
    const difference = number - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return isLaterPreRelease(left.preRelease, right.preRelease);
}

interface Parsed {
  numbers: number[];
  /** Empty: a release. */
  preRelease: string[];
}

function parse(text: string): Parsed | null {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  if (!match) return null;
  return { numbers: match.slice(1, 4).map(Number), preRelease: match[4]?.split('.') ?? [] };
}

/** A release comes after its pre-releases; numbers compare as numbers, come before words, and fewer before more (§11.4). */
function isLaterPreRelease(left: string[], right: string[]): boolean {
  if (left.length === 0 || right.length === 0) return left.length === 0 && right.length > 0;
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return true;
    if (part === other) continue;
    const [isNumber, otherIsNumber] = [/^\d+$/.test(part), /^\d+$/.test(other)];
    if (isNumber && otherIsNumber) return Number(part) > Number(other);
    if (isNumber !== otherIsNumber) return otherIsNumber;
    return part > other;
  }
  return false;
}
