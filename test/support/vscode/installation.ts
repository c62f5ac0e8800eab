/** The extension as people get it: packaged by `npm run package` and installed from the VSIX, once for a mocha run. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeServerProgram } from '../../../scripts/install-code-server.ts';

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
  const target = `${process.platform}-${process.arch}`;
  const vsix = join(root, `dist/tokenwell-${target}.vsix`);
  node(join(root, 'scripts/package.ts'), target);
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-extensions-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const extensions = join(folder, 'extensions');
  const folders = ['--extensions-dir', extensions, '--user-data-dir', join(folder, 'user')];
  node(program, '--config', join(folder, 'config.yaml'), ...folders, '--install-extension', vsix);
  const [entry] = JSON.parse(readFileSync(join(extensions, 'extensions.json'), 'utf8'));
  return { program, extensions, folder: join(extensions, entry.relativeLocation), vsix };
}

function node(...parameters: string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${parameters[0]} ended with code ${status}:\n${stdout}\n${stderr}`);
}
