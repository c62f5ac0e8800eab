/** `tokenwell revoke-all`: for when a machine or a token got into wrong hands. */

import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { requireYes } from '../input/confirm.ts';
import { tellLeftTokens } from '../output/left-tokens.ts';
import { isOver, tellRevocation, tokenTitle } from '../output/long-lived-tokens.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
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
    for (const line of await planned(daemon, accounts)) printAside(line);
    await requireYes('Revoke all of it? Whatever uses it stops.', '--yes', 'Nothing was revoked.');
  }
  const { results, tokens, left } = await daemon.revokeAll();
  if (![...results, ...tokens].every(isOver) || left.length > 0) process.exitCode = 9;
  if (options.json) return printJson({ results, tokens, left });
  for (const token of tokens) tellRevocation(token, tokenTitle(token));
  if (results.length === 0) print('Nobody was signed in; there was nothing to revoke.');
  for (const result of results)
    tellSignOut(
      result,
      accounts.find(({ id }) => id === result.account),
    );
  tellLeftTokens(left);
}

/** What it would do, for whoever is to say yes to it. */
async function planned(daemon: Connection, accounts: AccountSummary[]): Promise<string[]> {
  if (accounts.length === 0) return ['Nobody is signed in; values that were shown and not kept would be forgotten.'];
  const parts = accounts.map(async ({ id, name, profile }) => {
    const signOut = `Would sign out: ${plainText(name)} on ${profile}`;
    try {
      const { tokens } = await daemon.longLivedTokens(id);
      const alive = tokens.filter(({ own, state, this_sign_in: itself }) => own && state === 'active' && !itself);
      return [
        signOut,
        ...alive.map((token) => `Would revoke: ${tokenTitle(token)}, of ${plainText(name)} on ${profile}`),
      ];
    } catch {
      return [`${signOut}. Its long-lived tokens, which cannot be listed now, are tried as well`];
    }
  });
  return (await Promise.all(parts)).flat();
}
