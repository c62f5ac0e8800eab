/** Of a test that failed: a picture of each window, what its console told, and all logs. */

import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Paths } from '../../../daemon/paths.ts';
import type { CodeServer } from './code-server.ts';
import type { Window } from './window.ts';

export interface Scene {
  windows: Window[];
  codeServer: CodeServer;
  paths: Pick<Paths, 'logs'>;
}

/** Says where it is; a second failure of the same test replaces it. */
export async function keepEvidence({ windows, codeServer, paths }: Scene, test: string): Promise<void> {
  const folder = join(tmpdir(), 'tokenwell-failures', test.replace(/[^\w]+/g, '-').slice(0, 120));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [index, { page, errors }] of windows.entries()) {
    // The tab may be closed, or its page may hang: the logs count all the same.
    await page.screenshot({ path: join(folder, `window-${index + 1}.png`), timeout: 5_000 }).catch(() => {});
    writeFileSync(join(folder, `window-${index + 1}-console.txt`), errors.join('\n'));
  }
  writeFileSync(join(folder, 'code-server.txt'), codeServer.output());
  for (const [name, logs] of Object.entries({ vscode: codeServer.logs, daemon: paths.logs })) {
    if (existsSync(logs)) cpSync(logs, join(folder, name), { recursive: true });
  }
  console.error(`Pictures and logs of this failure: ${folder}`);
}
