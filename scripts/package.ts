/**
 * `npm run package`: the extension as `dist/tokenwell-linux-x64.vsix`, with the keyring binary of that platform alone.
 * Fails where something is inside that is not on the list, or where it is larger than one megabyte.
 */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { bundle, bundleExtension } from './build.ts';

const root = join(import.meta.dirname, '..');
const target = 'linux-x64';
/** Bytes. */
const largest = 1_000_000;

const keytar = 'dist/node_modules/@github/keytar';
const contents = [
  ...['package.json', 'LICENSE', 'CHANGELOG.md', 'extension/README.md', 'media/icon.png'],
  ...['dist/extension.cjs', 'dist/daemon.mjs', 'dist/keyring-child.mjs', 'dist/cli.mjs'],
  ...[`${keytar}/package.json`, `${keytar}/LICENSE.md`, `${keytar}/lib/keytar.js`],
  `${keytar}/prebuilds/${target}/keytar.node`,
];

const stage = mkdtempSync(join(tmpdir(), 'tokenwell-package-'));
try {
  await bundle({ folder: join(stage, 'dist') });
  await bundleExtension(join(stage, 'dist'));
  for (const file of contents.filter((name) => !name.startsWith('dist/') && name !== 'package.json')) {
    cpSync(join(root, file), join(stage, file));
  }
  writeManifest();
  writeFileSync(join(stage, '.vscodeignore'), ['**', ...contents.map((file) => `!${file}`), ''].join('\n'));
  const inside = await listFiles({ cwd: stage, packageManager: PackageManager.None });
  const unexpected = inside.filter((file) => !contents.includes(file));
  const missing = contents.filter((file) => !inside.includes(file));
  if (unexpected.length + missing.length > 0) {
    throw new Error(
      `The package is not as listed. Unexpected: ${unexpected.join(', ')}. Missing: ${missing.join(', ')}.`,
    );
  }
  const packagePath = join(root, `dist/tokenwell-${target}.vsix`);
  mkdirSync(dirname(packagePath), { recursive: true });
  await createVSIX({
    ...{ cwd: stage, packagePath, target, dependencies: false, readmePath: 'extension/README.md' },
    ...{ allowMissingRepository: true, rewriteRelativeLinks: false },
  });
  const { size } = statSync(packagePath);
  console.log(`${packagePath}: ${Math.round(size / 1000)} kB, ${inside.length} files`);
  if (size > largest) throw new Error(`The package is larger than ${largest / 1000} kB.`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** Without what is for developers only. */
function writeManifest(): void {
  const {
    scripts,
    devDependencies,
    dependencies,
    private: _,
    allowScripts,
    bin,
    ...manifest
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
}
