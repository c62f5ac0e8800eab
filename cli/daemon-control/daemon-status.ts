/** Whether the daemon runs, and where. */

import { exitCodes } from '../exit-codes.ts';
import { duration } from '../output/duration.ts';
import { paint } from '../output/paint.ts';
import { print, printJson } from '../output/print.ts';
import { runningDaemon } from '../reach-daemon.ts';

const notRunning: keyof typeof exitCodes = 6;

export async function tellStatus({ json }: { json?: boolean }): Promise<void> {
  const daemon = await runningDaemon();
  if (!daemon) {
    process.exitCode = notRunning;
    if (json) return printJson({ running: false });
    return print('The daemon does not run. `tokenwell daemon start` starts it; so does any command that needs it.');
  }
  const health = await daemon.health();
  const { socket, discovery } = daemon.address;
  if (json) return printJson({ running: true, ...health, socket, url: discovery?.url ?? null });
  print(`${paint('green', '●')} The daemon runs, for ${duration(health.uptime)} now.`);
  print(`  Version  ${health.version}`);
  print(`  Process  ${health.pid}`);
  print(`  Socket   ${socket}`);
  print(`  TCP      ${discovery?.url ?? 'off'}`);
  print(`  Store    ${health.store.kind}, ${health.store.state}`);
}
