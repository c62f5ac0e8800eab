/** What belongs into a package; anything else inside, and anything missing, is a mistake. Paths from the package's root. */

import { globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

const keytar = 'dist/node_modules/@github/keytar';

/** The programs that run by themselves. */
const programs = [
  'dist/daemon.mjs',
  'dist/keyring-child.mjs',
  'dist/export-child.mjs',
  'dist/cli.mjs',
  'bin/tokenwell',
  'bin/git-credential-tokenwell',
  'bin/docker-credential-tokenwell',
];
const keytarParts = [`${keytar}/package.json`, `${keytar}/LICENSE.md`, `${keytar}/lib/keytar.js`];
/** The page in the extension's panel. */
const panel = ['panel.js', 'panel.css', 'codicon.css', 'codicon.ttf'].map((name) => `dist/${name}`);
const documents = ['package.json', 'LICENSE', 'CHANGELOG.md'];

/** What VS Code reads of an extension besides its program. */
const face = [
  ...['extension/README.md', 'media/icon.png', 'package.nls.json'],
  // The bundle without a language is for translators only.
  ...globSync('{media/walkthrough/*.{svg,md},l10n/bundle.l10n.*.json,package.nls.*.json}', { cwd: root }),
].sort();

/** Where keytar finds its binary. */
export function binary(folder: string): string {
  return `${keytar}/prebuilds/${folder}/keytar.node`;
}

export function extensionContents(platform: string, wheel: string): string[] {
  return [...documents, ...face, ...programs, ...keytarParts, 'dist/extension.cjs', ...panel, binary(platform), wheel];
}

export const webExtensionContents = [...documents, ...face, 'dist/extension-web.js'];

/** On musl keytar does not get the first binary loaded, and looks beside its library then. */
export function tarballContents(platforms: string[], muslPlatforms: string[]): string[] {
  const besideLibrary = muslPlatforms.map((folder) => `${keytar}/lib/prebuilds/${folder}/keytar.node`);
  return [...documents, 'README.md', ...programs, ...keytarParts, ...platforms.map(binary), ...besideLibrary];
}

/** Throws with the differences. */
export function requireExactly(inside: string[], wanted: string[], name: string): void {
  const unexpected = inside.filter((file) => !wanted.includes(file));
  const missing = wanted.filter((file) => !inside.includes(file));
  if (unexpected.length + missing.length === 0) return;
  throw new Error(`${name} is not as listed. Unexpected: ${unexpected.join(', ')}. Missing: ${missing.join(', ')}.`);
}
