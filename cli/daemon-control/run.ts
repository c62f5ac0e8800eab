/** The daemon in the foreground, for as long as whoever started it wants: it has this terminal and its signals. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundled } from '../../daemon/version.ts';

export async function runInForeground(): Promise<void> {
  const program = bundled ? join(import.meta.dirname, 'daemon.mjs') : join(import.meta.dirname, '../../daemon/main.ts');
  const child = spawn(process.execPath, [program, '--stay'], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
