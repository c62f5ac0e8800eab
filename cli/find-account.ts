/** The account that a person means: the only one of its profile, or the one that was named. */

import type { Connection } from '../clients/node/connection.ts';
import type { AccountSummary } from '../daemon/api.ts';
import { CliFailure } from './failure.ts';
import { workspaceFolder } from './workspace.ts';

/** `named` is an id or a name. Throws `CliFailure` where there is none, or more than one. */
export async function findAccount(
  daemon: Connection,
  accounts: AccountSummary[],
  profile: string,
  named: string | undefined,
): Promise<AccountSummary> {
  const ofProfile = accounts.filter((account) => account.profile === profile);
  const fitting = ofProfile.filter(({ id, name }) => named === undefined || id === named || name === named);
  const [only, second] = fitting;
  if (only && !second) return only;
  if (!only) throw await nobody(daemon, profile, named, ofProfile);
  const list = fitting.map(({ id, name }) => `${name} (${id})`).join(', ');
  throw new CliFailure(`Several accounts of "${profile}" fit: ${list}.`, {
    exitCode: 2,
    advice: 'Name one with `--account`; its id is always unambiguous.',
  });
}

async function nobody(
  daemon: Connection,
  profile: string,
  named: string | undefined,
  ofProfile: AccountSummary[],
): Promise<CliFailure> {
  if (named === undefined || ofProfile.length === 0) {
    // Throws where there is not even the profile.
    if (ofProfile.length === 0) await daemon.profile(profile, workspaceFolder());
    return new CliFailure(`Nobody is signed in on "${profile}".`, {
      exitCode: 3,
      advice: `\`tokenwell login ${profile}\` signs in; \`tokenwell status\` shows who is signed in where.`,
    });
  }
  const names = ofProfile.map(({ name }) => name).join(', ');
  return new CliFailure(`There is no account "${named}" on "${profile}". There are: ${names}.`, { exitCode: 2 });
}
