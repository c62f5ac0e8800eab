/** `tokenwell status`: who is signed in where, until when, and what needs a person. */

import { once } from 'node:events';
import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import type { AccountSummary, ConfigurationProblem, StoreStatus } from '../../daemon/api.ts';
import { print, printJson } from '../output/print.ts';
import { statusText } from '../output/status-text.ts';
import { runningDaemon } from '../reach-daemon.ts';

export interface Status {
  running: boolean;
  version: string | null;
  store: StoreStatus | null;
  accounts: AccountSummary[];
  /** Names of all profiles. */
  profiles: string[];
  problems: ConfigurationProblem[];
}

export const notRunning: Status = {
  ...{ running: false, version: null, store: null, accounts: [], profiles: [], problems: [] },
};

/** Milliseconds after which what is left of each life is shown anew. Nobody is asked for that. */
const clockStep = 1_000;

export function define(program: Command): void {
  program
    .command('status')
    .summary('show who is signed in, and until when')
    .description('Shows all accounts. Starts no daemon: where none runs, it says so.')
    .option('--watch', 'keep showing it, until Ctrl-C')
    .option('--json', 'for programs; with --watch one line for each change')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell status\n  $ tokenwell status --watch\n  $ tokenwell status --json | jq ".accounts[].state"',
    )
    .action(run);
}

async function run(options: { watch?: boolean; json?: boolean }): Promise<void> {
  if (options.watch) return watch(options.json === true);
  const status = await look();
  if (options.json) printJson(status);
  else print(statusText(status));
}

async function watch(json: boolean): Promise<void> {
  const { followStatus } = await import('../follow-status.ts');
  const interrupted = once(process, 'SIGINT');
  const screen = process.stdout.isTTY && !json;
  if (screen) process.stdout.write(alternateScreen.enter);
  let before = '';
  let status: Status = notRunning;
  const show = () => {
    const compared = JSON.stringify(status);
    if (screen) redraw(statusText(status));
    else if (compared !== before) print(json ? compared : `${statusText(status)}\n`);
    before = compared;
  };
  const stop = followStatus((now) => {
    status = now;
    show();
  });
  const clock = setInterval(show, clockStep);
  try {
    await interrupted;
  } finally {
    clearInterval(clock);
    stop();
    if (screen) process.stdout.write(alternateScreen.leave);
  }
}

/** What was on the terminal comes back afterwards. */
const alternateScreen = { enter: '\x1b[?1049h', leave: '\x1b[?1049l' };

/** From the top left corner, without the flicker of clearing first. */
function redraw(text: string): void {
  const lines = `${text}\n\nCtrl-C ends this.`.split('\n').map((line) => `${line}\x1b[K`);
  process.stdout.write(`\x1b[H${lines.join('\n')}\n\x1b[J`);
}

async function look(): Promise<Status> {
  const daemon = await runningDaemon();
  const status = daemon ? await lookAt(daemon) : null;
  return status ?? notRunning;
}

/** null: it ended while we looked. */
async function lookAt(daemon: Connection): Promise<Status | null> {
  try {
    const [{ version }, store, { accounts }, { profiles, problems }] = await Promise.all([
      daemon.health(),
      daemon.store(),
      daemon.accounts(),
      daemon.profiles(),
    ]);
    return { running: true, version, store, accounts, profiles: profiles.map(({ name }) => name), problems };
  } catch (error) {
    if (error instanceof DaemonUnreachable && error.reason !== 'timeout') return null;
    throw error;
  }
}
