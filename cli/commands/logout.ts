/** `tokenwell logout`: ends a sign-in, and tells truly what may still be alive. */

import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary, LeftToken } from '../../daemon/api.ts';
import { findAccount } from '../find-account.ts';
import { tellLeftTokens } from '../output/left-tokens.ts';
import { isOver } from '../output/long-lived-tokens.ts';
import { printJson } from '../output/print.ts';
import { tellSignOut } from '../output/sign-out.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  program
    .command('logout')
    .summary('sign out and revoke the grant at the server')
    .description('Revokes what the daemon holds for a profile at the server, then deletes it.')
    .argument('<profile>', 'the profile to sign out of')
    .option('--account <name>', 'name or id, where several are signed in on the profile')
    .option('--json', 'the result for programs')
    .addHelpText('after', '\nExamples:\n  $ tokenwell logout lab\n  $ tokenwell logout lab --account alice')
    .action(run);
}

async function run(profile: string, options: { account?: string; json?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  const account = await findAccount(daemon, accounts, profile, options.account);
  const result = await daemon.signOut(account.id);
  const left = await leftOf(daemon, account);
  if (!isOver(result) || left.length > 0) process.exitCode = 9;
  if (options.json) return printJson({ ...result, left });
  tellSignOut(result, account);
  tellLeftTokens(left);
}

/** What is kept here is served on, and so is no surprise. */
async function leftOf(daemon: Connection, { profile, name }: AccountSummary): Promise<LeftToken[]> {
  const { tokens } = await daemon.leftTokens();
  return tokens.filter((token) => token.profile === profile && token.owner === name && token.kept_as === null);
}
