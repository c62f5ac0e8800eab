/** `tokenwell logout`: ends a sign-in, and tells truly what may still be alive. */

import type { Command } from 'commander';
import { findAccount } from '../find-account.ts';
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
  if (options.json) printJson(result);
  else tellSignOut(result, account);
}
