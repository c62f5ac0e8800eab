/** `tokenwell daemon`: the background process that keeps the tokens. It starts by itself; these are for looking after it. */

import type { Command } from 'commander';
import { count } from '../option-values.ts';

export function define(program: Command): void {
  const daemon = program
    .command('daemon')
    .summary('start, stop and look after the daemon')
    .description('The daemon keeps the tokens. Commands that need it start it by themselves.');
  daemon
    .command('start')
    .description('Starts the daemon, unless it runs.')
    .action(async () => (await import('../daemon-control/start-stop.ts')).start());
  daemon
    .command('stop')
    .description(
      'Stops the daemon, once refreshes in flight are done. Sign-ins stay, unless they are kept in memory only.',
    )
    .action(async () => (await import('../daemon-control/start-stop.ts')).stop());
  daemon
    .command('restart')
    .description('Stops the daemon and starts it again.')
    .action(async () => (await import('../daemon-control/start-stop.ts')).restart());
  daemon
    .command('status')
    .description('Says whether the daemon runs, and where. Exit code 6 if it does not.')
    .option('--json', 'for programs')
    .action(async (options) => (await import('../daemon-control/daemon-status.ts')).tellStatus(options));
  daemon
    .command('logs')
    .description('Shows what the daemon wrote into its log. There are no secrets in it.')
    .option('-f, --follow', 'keep showing what is added, until Ctrl-C')
    .option('-n, --lines <count>', 'how many lines from the end; default: 50', count)
    .option('--json', 'the lines as they are in the file')
    .action(async (options) => (await import('../daemon-control/logs.ts')).showLogs(options));
  daemon
    .command('run')
    .description('Runs the daemon in the foreground, for service managers and for finding faults.')
    .action(async () => (await import('../daemon-control/run.ts')).runInForeground());
  daemon
    .command('install')
    .description('Makes the daemon a service (systemd, launchd): it starts when you log in, and stays.')
    .option('--print', 'only show the file that would be written')
    .action(async (options) => (await import('../daemon-control/service.ts')).install(options));
  daemon
    .command('uninstall')
    .description('Takes the service away again. Sign-ins stay.')
    .action(async () => (await import('../daemon-control/service.ts')).uninstall());
}
