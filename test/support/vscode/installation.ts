/** The extension as people get it: packaged by `npm run package` and installed from the VSIX, once for a mocha run. */

import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeServerProgram } from '../../../scripts/install-code-server.ts';
import { build } from '../../../scripts/package/stage.ts';
import { targets } from '../../../scripts/package/targets.ts';
import { packagePlatform } from '../../../scripts/package/vsix.ts';
import { buildWheel } from '../../../scripts/package-python.ts';

const root = join(import.meta.dirname, '../../..');

export interface Installation {
  /** code-server's program, to be run by Node 24. */
  program: string;
  /** For `--extensions-dir`. */
  extensions: string;
  /** The installed extension's own folder. */
  folder: string;
  vsix: string;
}

const target = `${process.platform}-${process.arch}`;

let installation: Installation | undefined;

/** Throws with what to do where code-server is not there. */
export function installedExtension(): Installation {
  installation ??= install();
  return installation;
}

function install(): Installation {
  const program = codeServerProgram();
  if (!existsSync(program)) {
    throw new Error(`code-server is not installed. Run: npm exec -- node scripts/install-test-tools.ts`);
  }
  const vsix = join(root, `dist/tokenwell-${target}.vsix`);
  node(join(root, 'scripts/package.ts'), target);
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-extensions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const extensions = join(folder, 'extensions');
  node(program, ...installing(vsix, extensions));
  const [entry] = JSON.parse(readFileSync(join(extensions, 'extensions.json'), 'utf8'));
  return { program, extensions, folder: join(extensions, entry.relativeLocation), vsix };
}

/** A folder of extensions with ours in it, for a VS Code whose extensions a test changes. */
export function copyExtensions(extensions: string): string {
  cpSync(installedExtension().extensions, extensions, { recursive: true });
  return extensions;
}

/** The same code, packed as another version, into a VS Code that runs. */
export async function installVersion(version: string, extensions: string): Promise<void> {
  const platform = targets.find(({ name }) => name === target);
  if (!platform) throw new Error(`There is no package for ${target}.`);
  const built = await build(version);
  try {
    const vsix = await packagePlatform(built, platform, await buildWheel(), built.folder);
    await promisify(execFile)(process.execPath, [installedExtension().program, ...installing(vsix, extensions)]);
  } finally {
    built.remove();
  }
}

/** For code-server's program. */
function installing(vsix: string, extensions: string): string[] {
  const folder = dirname(extensions);
  const folders = ['--extensions-dir', extensions, '--user-data-dir', join(folder, 'user')];
  return ['--config', join(folder, 'config.yaml'), ...folders, '--install-extension', vsix];
}

function node(...parameters: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${parameters[0]} ended with code ${status}:\n${stdout}\n${stderr}`);
}
