/** `tokenwell profile`: the named sign-ins of the configuration file. */

import type { Command } from 'commander';
import type { ProfileSummary } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { tellProblems } from '../output/problems.ts';
import { table } from '../output/table.ts';
import { defineAdd } from '../profile-add.ts';
import { reachDaemon, runningDaemon } from '../reach-daemon.ts';
import { workspaceFolder } from '../workspace.ts';

export function define(program: Command): void {
  const profile = program
    .command('profile')
    .summary('add, list, show and remove profiles')
    .description('A profile names a server, a client id and scopes. It never holds a secret.');
  defineAdd(profile);
  profile
    .command('list')
    .description('Lists all profiles: your own, your organisation’s, and those of this folder’s tokenwell.json.')
    .option('--json', 'for programs')
    .option('--names', 'names only, one a line; starts no daemon')
    .action(list);
  profile
    .command('show')
    .description('Shows one profile.')
    .argument('<name>')
    .option('--json', 'for programs')
    .action(show);
  profile
    .command('remove')
    .description('Removes a profile of your own. Who is signed in on it stays signed in.')
    .argument('<name>')
    .action(remove);
}

async function list(options: { json?: boolean; names?: boolean }): Promise<void> {
  if (options.names) return listNames();
  const { profiles, problems } = await (await reachDaemon()).profiles(workspaceFolder());
  if (options.json) return printJson({ profiles, problems });
  if (profiles.length === 0) print('There are no profiles yet. Add one: `tokenwell profile add --help` shows how.');
  else print(table(columns, profiles));
  tellProblems(problems);
}

const columns = [
  { title: 'PROFILE', cell: ({ name }: ProfileSummary) => paint('bold', name) },
  { title: 'ISSUER', cell: ({ issuer }: ProfileSummary) => plainText(issuer) },
  { title: 'CLIENT', cell: (profile: ProfileSummary) => plainText(profile.client_id), droppable: 2 },
  { title: 'SCOPE', cell: ({ scope }: ProfileSummary) => plainText(scope), droppable: 3 },
  { title: 'FROM', cell: ({ origin }: ProfileSummary) => origin, droppable: 1 },
];

/** For completion, which must be quick and must not start or say anything. */
async function listNames(): Promise<void> {
  const daemon = await runningDaemon().catch(() => null);
  const { profiles } = (await daemon?.profiles(workspaceFolder()).catch(() => undefined)) ?? { profiles: [] };
  for (const { name } of profiles) print(name);
}

async function show(name: string, options: { json?: boolean }): Promise<void> {
  const { profiles, problems } = await (await reachDaemon()).profiles(workspaceFolder());
  const profile = profiles.find((one) => one.name === name);
  if (!profile) {
    tellProblems(problems);
    const names = profiles.map((one) => one.name).join(', ');
    const advice = names ? `There are: ${names}.` : 'Add it with `tokenwell profile add`.';
    throw new CliFailure(`There is no profile "${name}".`, { advice });
  }
  if (options.json) return printJson(profile);
  const labels = Object.entries(profile).map(([label, value]) => [
    label,
    Array.isArray(value) ? value.join(' ') : value,
  ]);
  const width = Math.max(...labels.map(([label]) => String(label).length));
  for (const [label, value] of labels) {
    if (value !== '') print(`${paint('dim', String(label).padEnd(width))}  ${plainText(String(value))}`);
  }
}

async function remove(name: string): Promise<void> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  await daemon.removeProfile(name);
  print(`${paint('green', '✓')} Removed "${name}".`);
  const left = accounts.filter(({ profile, state }) => profile === name && state !== 'signed_out');
  for (const account of left) {
    printAside(`${plainText(account.name)} is still signed in on it: \`tokenwell logout ${name}\` ends that.`);
  }
}
