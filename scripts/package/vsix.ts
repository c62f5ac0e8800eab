/** One VSIX: the extension for a platform, with the keyring binary of that platform alone, or for the web. */

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { binary, extensionContents, requireExactly, webExtensionContents } from './contents.ts';
import { assemble, type Built, publicManifest, type Stage } from './stage.ts';
import type { Target } from './targets.ts';

const dist = join(import.meta.dirname, '../../dist');
/** Bytes. */
const largest = 1_000_000;

/** What does nothing but speak may do so in any folder. */
const everywhere = { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true };

/** Returns its path, which is in `folder`. */
export async function packagePlatform(
  built: Built,
  { name, prebuilt, found }: Target,
  wheel: string,
  folder = dist,
): Promise<string> {
  const { bin, ...others } = publicManifest();
  const manifest = { ...others, version: built.version };
  const contents = extensionContents(found, wheel);
  const stage = assemble(built, { contents, renamed: { [binary(found)]: binary(prebuilt) }, manifest });
  return pack(stage, name, contents, folder);
}

/** What can only say that it needs a machine to run on. Without `type`: the extension host in a web worker takes no ES module. */
export async function packageWeb(built: Stage): Promise<string> {
  const { bin, main, type, extensionKind, ...manifest } = publicManifest();
  const { walkthroughs, commands, menus, keybindings, authentication, ...contributes } = manifest.contributes as Record<
    string,
    unknown
  >;
  const stage = assemble(built, {
    contents: webExtensionContents,
    manifest: { ...manifest, contributes, capabilities: everywhere, browser: './dist/extension-web.js' },
  });
  return pack(stage, 'web', webExtensionContents, dist);
}

async function pack(stage: Stage, target: string, contents: string[], folder: string): Promise<string> {
  try {
    // Beside the list, vsce has ideas of its own of what belongs into a package.
    writeFileSync(join(stage.folder, '.vscodeignore'), ['**', ...contents.map((file) => `!${file}`), ''].join('\n'));
    const inside = await listFiles({ cwd: stage.folder, packageManager: PackageManager.None });
    const packagePath = join(folder, `tokenwell-${target}.vsix`);
    requireExactly(inside, contents, packagePath);
    mkdirSync(dirname(packagePath), { recursive: true });
    await quietly(() =>
      createVSIX({
        ...{ cwd: stage.folder, packagePath, target, dependencies: false, readmePath: 'extension/README.md' },
        ...{ allowMissingRepository: true, rewriteRelativeLinks: false },
      }),
    );
    const { size } = statSync(packagePath);
    if (size > largest) throw new Error(`${packagePath} is larger than ${largest / 1000} kB.`);
    return packagePath;
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
