/**
 * Bundles what is shipped, each as one file without dependencies, and prints the sizes:
 *
 *     dist/daemon.mjs          the daemon
 *     dist/keyring-child.mjs   what speaks with the keyring for it
 *     dist/export-child.mjs    what puts tokens into secrets services for it, with their clients
 *     dist/cli.mjs             the `tokenwell` command
 *     dist/extension.cjs       the VS Code extension
 *     dist/panel.js            what runs in its panel, with panel.css and the icons (codicon.css, codicon.ttf)
 *     dist/node_modules/       keytar with its binaries, which cannot be bundled
 *
 *     node scripts/build.ts [FOLDER] [--record]
 *
 * `--record` writes the sizes to docs/sizes.md as well.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { version as current } from '../daemon/version.ts';
import { iconNames } from '../extension/panel/view/icon-names.ts';
import { thinFont, thinStyles } from './bundle/icon-font.ts';
import { leftOut } from './bundle/left-out.ts';
import { undiciParts } from './bundle/undici-parts.ts';

const root = join(import.meta.dirname, '..');

const entries = {
  daemon: 'daemon/main.ts',
  'keyring-child': 'daemon/store/data-key/keyring-child.ts',
  'export-child': 'daemon/exports/export-child.ts',
  cli: 'cli/main.ts',
};

/** The parts of keytar that run; its sources are for compiling. */
const keytarParts = ['package.json', 'LICENSE.md', 'lib', 'prebuilds'];

/** CommonJS packages in an ES module still call `require` for Node's own modules. */
const requireForPackages =
  "import { createRequire as makeRequire } from 'node:module';const require = makeRequire(import.meta.url);";

interface BundleOptions {
  folder: string;
  version?: string;
  /** Other programs than the shipped ones; for tests. */
  entries?: Record<string, string>;
}

export async function bundle({ folder, version = current, entries: programs = entries }: BundleOptions): Promise<void> {
  const isChild = ([name]: [string, string]) => name.endsWith('-child');
  const some = Object.entries(programs);
  await bundlePrograms(
    some.filter((program) => !isChild(program)),
    folder,
    version,
    { keepNames: true },
  );
  // What goes wrong in them is told by their answer, never by a stack trace.
  await bundlePrograms(some.filter(isChild), folder, version, { keepNames: false });
  for (const part of keytarParts) {
    const source = join(root, 'node_modules/@github/keytar', part);
    const copy = join(folder, 'node_modules/@github/keytar', part);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(source, copy, { recursive: true });
  }
}

async function bundlePrograms(
  programs: [string, string][],
  folder: string,
  version: string,
  // V8 writes the names into stack traces, so that one in a user's log can be read.
  { keepNames }: { keepNames: boolean },
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(programs),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    // jsonc-parser's CommonJS build asks for its parts in a way that no bundler follows.
    mainFields: ['module', 'main'],
    banner: { js: requireForPackages },
    define: { TOKENWELL_VERSION: JSON.stringify(version) },
    alias: {
      'iconv-lite': join(root, 'scripts/bundle/utf8-only.ts'),
      'mime-db': join(root, 'scripts/bundle/media-types.json'),
    },
    plugins: [leftOut, undiciParts],
    external: ['@github/keytar'],
    minify: true,
    keepNames,
    legalComments: 'eof',
    logLevel: 'warning',
  });
}

/** VS Code loads an extension as CommonJS, and gives it the module `vscode`. */
export async function bundleExtension(folder: string, version = current): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { extension: 'extension/extension.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    define: { TOKENWELL_VERSION: JSON.stringify(version), 'import.meta.dirname': '__dirname' },
    external: ['vscode'],
    plugins: [leftOut],
    // What is only for the sources (package.json beside them) is never reached in a bundle.
    logOverride: { 'empty-import-meta': 'silent' },
    minify: true,
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  await bundlePanel(folder);
}

/** The page in the extension's panel. */
export async function bundlePanel(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { panel: 'extension/panel/view/main.ts' },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    minify: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  cpSync(join(root, 'extension/panel/view/panel.css'), join(folder, 'panel.css'));
  const codicons = join(root, 'node_modules/@vscode/codicons/dist');
  const css = readFileSync(join(codicons, 'codicon.css'), 'utf8');
  writeFileSync(join(folder, 'codicon.css'), thinStyles(css, iconNames));
  writeFileSync(join(folder, 'codicon.ttf'), thinFont(readFileSync(join(codicons, 'codicon.ttf')), css, iconNames));
}

/** For where there is no machine to run on: a web worker evaluates it as CommonJS. */
export async function bundleWebExtension(folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { 'extension-web': 'extension/extension-web.ts' },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'cjs',
    external: ['vscode'],
    minify: true,
    logLevel: 'warning',
  });
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { record: { type: 'boolean' } }, allowPositionals: true });
  const folder = join(root, positionals[0] ?? 'dist');
  rmSync(folder, { recursive: true, force: true });
  await bundle({ folder });
  await bundleExtension(folder);
  const files = [...Object.keys(entries).map((name) => `${name}.mjs`), 'extension.cjs', 'panel.js'];
  const sizes = files.map((name) => sizeOf(join(folder, name)));
  for (const { name, size, packed } of sizes) console.log(`${name.padEnd(20)} ${size} kB, packed ${packed} kB`);
  if (values.record) record(sizes);
}

interface Size {
  name: string;
  /** Kilobytes (1,000 bytes), as it is and after gzip. */
  size: number;
  packed: number;
}

function sizeOf(file: string): Size {
  const bytes = readFileSync(file);
  const kilobytes = (length: number) => Math.round(length / 1000);
  return {
    name: basename(file),
    size: kilobytes(bytes.length),
    packed: kilobytes(gzipSync(bytes, { level: 9 }).length),
  };
}

function record(sizes: Size[]): void {
  const rows = sizes.map(({ name, size, packed }) => `| ${name} | ${size} | ${packed} |`);
  const text = [
    '# Sizes',
    '',
    `What is shipped, in kB (1,000 bytes), at version ${current}. Made by \`npm run build -- --record\`.`,
    '',
    '| file | as it is | after gzip |',
    '|---|---|---|',
    ...rows,
    '',
  ];
  writeFileSync(join(root, 'docs/sizes.md'), text.join('\n'));
}
