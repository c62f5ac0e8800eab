/** `tokenwell revoke-all`: for when a machine or a token got into wrong hands. */

import type { Command } from 'commander';
import { CliFailure } from '../failure.ts';
import { confirm } from '../input/confirm.ts';
import { print, printJson } from '../output/print.ts';
import { tellSignOut } from '../output/sign-out.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  program
    .command('revoke-all')
    .summary('sign out of everything at once')
    .description('Revokes every grant that the daemon holds, deletes them, and tells what may still be alive.')
    .option('--yes', 'do not ask')
    .option('--json', 'the results for programs')
    .addHelpText('after', '\nExample:\n  $ tokenwell revoke-all --yes')
    .action(run);
}

async function run(options: { yes?: boolean; json?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  if (!options.yes) {
    const list = accounts.map(({ name, profile }) => `${name} on ${profile}`).join(', ');
    const question = `Sign out of everything${list ? ` (${list})` : ''}? Running scripts get no more tokens.`;
    if (!(await confirm(question, '--yes'))) throw new CliFailure('Nothing was revoked.', { exitCode: 130 });
  }
  const { results } = await daemon.revokeAll();
  if (options.json) return printJson({ results });
  if (results.length === 0) return print('Nobody was signed in; there was nothing to revoke.');
  for (const result of results)
    tellSignOut(
      result,
      accounts.find(({ id }) => id === result.account),
    );
}
