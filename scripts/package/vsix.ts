/** One VSIX: the extension for a platform, with the keyring binary of that platform alone, or for the web. */

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { binary, extensionContents, requireExactly, webExtensionContents } from './contents.ts';
import { assemble, publicManifest, type Stage } from './stage.ts';
import type { Target } from './targets.ts';

const root = join(import.meta.dirname, '../..');
/** Bytes. */
const largest = 1_000_000;

/** What does nothing but speak may do so in any folder. */
const everywhere = { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true };

export async function packagePlatform(built: Stage, { name, prebuilt, found }: Target, wheel: string): Promise<void> {
  const { bin, ...manifest } = publicManifest();
  const contents = extensionContents(found, wheel);
  const stage = assemble(built, { contents, renamed: { [binary(found)]: binary(prebuilt) }, manifest });
  await pack(stage, name, contents);
}

/** What can only say that it needs a machine to run on. Without `type`: the extension host in a web worker takes no ES module. */
export async function packageWeb(built: Stage): Promise<void> {
  const { bin, main, type, extensionKind, ...manifest } = publicManifest();
  const { walkthroughs, commands, menus, keybindings, authentication, ...contributes } = manifest.contributes as Record<
    string,
    unknown
  >;
  const stage = assemble(built, {
    contents: webExtensionContents,
    manifest: { ...manifest, contributes, capabilities: everywhere, browser: './dist/extension-web.js' },
  });
  await pack(stage, 'web', webExtensionContents);
}

async function pack(stage: Stage, target: string, contents: string[]): Promise<void> {
  try {
    // Beside the list, vsce has ideas of its own of what belongs into a package.
    writeFileSync(join(stage.folder, '.vscodeignore'), ['**', ...contents.map((file) => `!${file}`), ''].join('\n'));
    const inside = await listFiles({ cwd: stage.folder, packageManager: PackageManager.None });
    const packagePath = join(root, `dist/tokenwell-${target}.vsix`);
    requireExactly(inside, contents, packagePath);
    mkdirSync(dirname(packagePath), { recursive: true });
    await quietly(() =>
      createVSIX({
        ...{ cwd: stage.folder, packagePath, target, dependencies: false, readmePath: 'extension/README.md' },
        ...{ allowMissingRepository: true, rewriteRelativeLinks: false },
      }),
    );
    const { size } = statSync(packagePath);
    console.log(`${packagePath}: ${Math.round(size / 1000)} kB, ${inside.length} files`);
    if (size > largest) throw new Error(`${packagePath} is larger than ${largest / 1000} kB.`);
  } finally {
    stage.remove();
  }
}

/** vsce prints the tree of each package to the standard output. */
async function quietly(work: () => Promise<unknown>): Promise<void> {
  const { log } = console;
  console.log = () => {};
  try {
    await work();
  } finally {
    console.log = log;
  }
}
