/**
 * Bundles what is shipped, each as one file without dependencies, and prints the sizes:
 *
 *     dist/daemon.mjs          the daemon
 *     dist/keyring-child.mjs   what speaks with the keyring for it
 *     dist/cli.mjs             the `tokenwell` command
 *     dist/node_modules/       keytar with its binaries, which cannot be bundled
 *
 * `node scripts/build.ts [FOLDER]`
 */

import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { version as current } from '../daemon/version.ts';

const root = join(import.meta.dirname, '..');

const entries = {
  daemon: 'daemon/main.ts',
  'keyring-child': 'daemon/store/data-key/keyring-child.ts',
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
  await build({
    absWorkingDir: root,
    entryPoints: programs,
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
    external: ['@github/keytar'],
    minifySyntax: true,
    minifyWhitespace: true,
    // Names stay as they are, so that a stack trace in a user's log can be read.
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  for (const part of keytarParts) {
    const source = join(root, 'node_modules/@github/keytar', part);
    const copy = join(folder, 'node_modules/@github/keytar', part);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(source, copy, { recursive: true });
  }
}

if (import.meta.main) {
  const folder = join(root, process.argv[2] ?? 'dist');
  rmSync(folder, { recursive: true, force: true });
  await bundle({ folder });
  for (const name of Object.keys(entries)) {
    const { size } = statSync(join(folder, `${name}.mjs`));
    console.log(`${`${name}.mjs`.padEnd(20)} ${(size / 1000).toFixed(0).padStart(6)} kB`);
  }
}
