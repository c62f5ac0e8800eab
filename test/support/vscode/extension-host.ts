/**
 * Runs mocha inside the extension host of a VS Code, where `import * as vscode from 'vscode'` is the real thing.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VSCode } from '../vscode.ts';
import { sharedBrowser } from './browser.ts';
import { develop } from './development.ts';
import { keepEvidence } from './evidence.ts';
import { installedExtension } from './installation.ts';
import { Window } from './window.ts';

export interface Report {
  passed: boolean;
  /** What mocha printed. */
  text: string;
}

/** What VS Code calls tests that belong to no extension. */
const ourselves = 'nullextensiondescription';

/** `files` are mocha's test files. */
export async function runInExtensionHost(vscode: VSCode, files: string[]): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-extension-host-'));
  const report = join(folder, 'report.txt');
  const program = join(folder, 'run.cjs');
  const inside = pathToFileURL(join(import.meta.dirname, 'inside-extension-host.ts')).href;
  writeFileSync(report, '');
  writeFileSync(
    program,
    `exports.run = async () => (await import('${inside}')).run(${JSON.stringify({ files, report })});`,
  );
  const context = await (await sharedBrowser()).newContext();
  const page = await context.newPage();
  const window = new Window(page);
  try {
    const ended = new Promise<unknown>((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    // Nobody can answer a dialog here: whoever asks for a session is taken to be allowed.
    const development = { extensions: [installedExtension().folder], tests: program, trusted: [ourselves] };
    await develop(page, vscode.codeServer.origin, development);
    await page.goto(vscode.address);
    const passed = (await ended) === 0;
    const { codeServer, paths } = vscode;
    if (!passed) await keepEvidence({ windows: [window], codeServer, paths }, 'in the extension host');
    return { passed, text: readFileSync(report, 'utf8') };
  } finally {
    await context.close();
    await vscode.codeServer.idle();
    rmSync(folder, { recursive: true, force: true });
  }
}
