/** What VS Code calls in its extension host to run tests there. */

import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Rejects where a test failed. */
export async function run({ files, report }: { files: string[]; report: string }): Promise<void> {
  // The console of an extension host goes to many places, and none of them is ours alone.
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => appendFileSync(report, `${format(...words)}\n`);
  const mocha = new Mocha({ reporter: 'spec', timeout: 60_000, forbidOnly: true, forbidPending: true, color: false });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}
