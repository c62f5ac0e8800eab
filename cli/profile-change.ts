/** `tokenwell profile change`: members of a profile of one's own, in place. */

import type { Command } from 'commander';
import type { Connection } from '../clients/node/connection.ts';
import type { ProfileChange } from '../daemon/api.ts';
import { CliFailure } from './failure.ts';
import { collect, issuerAddress } from './option-values.ts';
import { paint } from './output/paint.ts';
import { plainText } from './output/plain-text.ts';
import { print, printAside, printJson } from './output/print.ts';
import { definitionOf, type MemberOptions, offerMembers, tellOffer } from './profile-add.ts';
import { reachDaemon } from './reach-daemon.ts';
import { orEditThere } from './workspace-profile.ts';

export function defineChange(profile: Command): void {
  const command = profile
    .command('change')
    .description(
      'Changes a profile of your own. What is not named stays as it is, comments too. Who is signed in keeps the server, client and scopes of the sign-in; sign in again for the change to count.',
    )
    .argument('<name>')
    .option('--issuer <address>', 'the server, exactly as it names itself', issuerAddress)
    .option('--client-id <id>', 'the client registered there');
  offerMembers(command)
    .option('--unset <member>', 'take a member out, as `profile show` names it; may be repeated', collect)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell profile change lab --scope "openid offline_access"
  $ tokenwell profile change lab --unset proxy --unset ca_file`,
    )
    .action(change);
}

async function change(
  name: string,
  { unset = [], json, ...options }: MemberOptions & { unset?: string[] },
): Promise<void> {
  const daemon = await reachDaemon();
  const { definition } = await orEditThere(daemon, name, daemon.profile(name));
  const wish = { ...definitionOf(options, definition.endpoints), ...withoutMembers(unset) };
  if (Object.keys(wish).length === 0) {
    const advice = '`tokenwell profile change --help` shows what can be changed.';
    throw new CliFailure('Nothing to change was named.', { exitCode: 2, advice });
  }
  const profile = await daemon.changeProfile(name, wish);
  if (json) return printJson(profile);
  print(`${paint('green', '✓')} Changed "${name}" in ${profile.file}.`);
  await tellOffer(daemon, name);
  if (Object.keys(wish).some((member) => !countsAtOnce.has(member))) await tellSignedIn(daemon, name);
}

function withoutMembers(unset: string[]): ProfileChange {
  return Object.fromEntries(unset.map((member) => [member, null]));
}

/** All else a sign-in carries with it, so that a secret never goes where a file says now. */
const countsAtOnce = new Set(['token_file', 'registries']);

async function tellSignedIn(daemon: Connection, name: string): Promise<void> {
  const { accounts } = await daemon.accounts();
  for (const account of accounts.filter(({ profile, state }) => profile === name && state !== 'signed_out')) {
    printAside(
      `${plainText(account.name)} stays signed in as before (${plainText(account.issuer)}, ${plainText(account.scope)}): a sign-in keeps what it was made with. \`tokenwell login ${name}\` signs in anew.`,
    );
  }
}
