/** `npm run test:extension`: mocha inside the extension host of a real VS Code. Prints what mocha prints. */

import { globSync } from 'node:fs';
import { join } from 'node:path';
import { closeSharedBrowser } from '../test/support/vscode/browser.ts';
import { runInExtensionHost } from '../test/support/vscode/extension-host.ts';
import { VSCode } from '../test/support/vscode.ts';

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : globSync('test/extension/**/*.test.ts', { cwd: root }).sort();

// A grant on disk, so that an account outlives its daemon.
const vscode = new VSCode({ environment: { TOKENWELL_STORE: 'keyfile' } });
try {
  await vscode.start();
  const absolute = files.map((file) => join(root, file));
  const { passed, text } = await runInExtensionHost(vscode, absolute);
  console.log(text);
  if (!passed) process.exitCode = 1;
} finally {
  await vscode.close();
  await closeSharedBrowser();
}
