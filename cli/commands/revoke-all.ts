/** `tokenwell revoke-all`: for when a machine or a token got into wrong hands. */

import type { Command } from 'commander';
import { CliFailure } from '../failure.ts';
import { confirm } from '../input/confirm.ts';
import { isOver, tellRevocation, tokenTitle } from '../output/long-lived-tokens.ts';
import { print, printJson } from '../output/print.ts';
import { tellSignOut } from '../output/sign-out.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  program
    .command('revoke-all')
    .summary('revoke everything of yours at once')
    .description(
      'Revokes your long-lived tokens and every grant that the daemon holds, deletes them, and tells what may still be alive.',
    )
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
    const question = `Revoke your long-lived tokens and sign out of everything${list ? ` (${list})` : ''}? Whatever uses them stops.`;
    if (!(await confirm(question, '--yes'))) throw new CliFailure('Nothing was revoked.', { exitCode: 130 });
  }
  const { results, tokens } = await daemon.revokeAll();
  if (![...results, ...tokens].every(isOver)) process.exitCode = 9;
  if (options.json) return printJson({ results, tokens });
  for (const token of tokens) tellRevocation(token, tokenTitle(token));
  if (results.length === 0) return print('Nobody was signed in; there was nothing to revoke.');
  for (const result of results)
    tellSignOut(
      result,
      accounts.find(({ id }) => id === result.account),
    );
}
