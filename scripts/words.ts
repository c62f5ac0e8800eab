/**
 * The extension's words for people: all of them pass `vscode.l10n.t`, or in the panel's page its `t`, and stand in
 * l10n/bundle.l10n.json, from which translations are made; what the manifest says stands in package.nls.json.
 *
 *     node scripts/words.ts            tells what is amiss (`npm run check`)
 *     node scripts/words.ts --write    brings the bundle up to date
 */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untranslatedInManifest } from './words/manifest.ts';
import { readWords } from './words/sources.ts';

const root = join(import.meta.dirname, '..');
const bundle = 'l10n/bundle.l10n.json';

const sources = globSync('extension/**/*.ts', { cwd: root }).sort();
const found = sources.map((file) => readWords(file, readFileSync(join(root, file), 'utf8')));
const words = [...new Set(found.flatMap(({ translatable }) => translatable))].sort();
const text = `${JSON.stringify(Object.fromEntries(words.map((each) => [each, each])), null, 2)}\n`;
if (process.argv.includes('--write')) writeFileSync(join(root, bundle), text);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const amiss = [
  ...found.flatMap(({ untranslatable }) => untranslatable),
  ...untranslatedInManifest(manifest, JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'))),
  ...(readFileSync(join(root, bundle), 'utf8') === text ? [] : [`${bundle} is not current.`]),
];
for (const sentence of amiss) console.error(sentence);
if (amiss.length > 0) process.exitCode = 1;
