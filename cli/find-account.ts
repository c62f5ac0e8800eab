/** The account that a command means: the only one of its profile, or the one that was named. */

import type { AccountSummary } from '../daemon/api.ts';
import { CliFailure } from './failure.ts';

/** `named` is an id or a name. Throws `CliFailure` where there is none, or more than one. */
export function findAccount(accounts: AccountSummary[], profile: string, named: string | undefined): AccountSummary {
  const ofProfile = accounts.filter((account) => account.profile === profile);
  const fitting = ofProfile.filter(({ id, name }) => named === undefined || id === named || name === named);
  const [only, second] = fitting;
  if (only && !second) return only;
  if (!only) throw nobody(profile, named, ofProfile);
  const list = fitting.map(({ id, name }) => `${name} (${id})`).join(', ');
  throw new CliFailure(`Several accounts of "${profile}" fit: ${list}.`, {
    exitCode: 2,
    advice: 'Name one with `--account`; its id is always unambiguous.',
  });
}

function nobody(profile: string, named: string | undefined, ofProfile: AccountSummary[]): CliFailure {
  if (named === undefined || ofProfile.length === 0) {
    return new CliFailure(`Nobody is signed in on "${profile}".`, {
      exitCode: 3,
      advice: '`tokenwell status` shows who is signed in where.',
    });
  }
  const names = ofProfile.map(({ name }) => name).join(', ');
  return new CliFailure(`"${profile}" has no account "${named}"; it has ${names}.`, { exitCode: 3 });
}
