/** `tokenwell profile`: the named sign-ins of the configuration file. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { ProfileSummary, ProfilesResponse } from '../../daemon/api.ts';
import { findPaths } from '../../daemon/paths.ts';
import { requireYes } from '../input/confirm.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { tellProblems } from '../output/problems.ts';
import { table } from '../output/table.ts';
import { defineAdd } from '../profile-add.ts';
import { defineChange } from '../profile-change.ts';
import { reachDaemon, runningDaemon } from '../reach-daemon.ts';
import { describeField } from '../system-questions.ts';
import { workspaceFolder } from '../workspace.ts';
import { orEditThere } from '../workspace-profile.ts';

export function define(program: Command): void {
  const profile = program
    .command('profile')
    .summary('add, change, list, show and remove profiles')
    .description('A profile names a server, a client id and scopes. It never holds a secret.');
  defineAdd(profile);
  defineChange(profile);
  profile
    .command('list')
    .description('Lists all profiles: your own, your organisation’s, and those of this folder’s tokenwell.json.')
    .option('--json', 'for programs')
    .option('--names', 'names only, one a line; starts no daemon')
    .action(list);
  profile
    .command('systems')
    .description('Lists the systems that `profile add --system` knows, and what each asks for.')
    .option('--json', 'for programs')
    .action(listSystems);
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
    .option('--yes', 'do not ask')
    .action(remove);
}

async function list(options: { json?: boolean; names?: boolean }): Promise<void> {
  if (options.names) return listNames();
  const nothing: ProfilesResponse = { profiles: [], problems: [] };
  const { profiles, problems } = (await (await daemonForProfiles())?.profiles(workspaceFolder())) ?? nothing;
  if (options.json) return printJson({ profiles, problems });
  if (profiles.length > 0) print(table(columns, profiles));
  else if (problems.length === 0)
    print('There are no profiles yet. Add one: `tokenwell profile add --help` shows how.');
  tellProblems(problems);
}

/** null: none runs, and there is no file that it could read. */
async function daemonForProfiles(): Promise<Connection | null> {
  const { configFile, systemConfigFile } = findPaths();
  const hasFile = workspaceFolder() !== undefined || existsSync(configFile) || existsSync(systemConfigFile);
  return hasFile ? reachDaemon() : runningDaemon();
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
  const { definition, ...profile } = await (await reachDaemon()).profile(name, workspaceFolder());
  if (options.json) return printJson({ ...profile, definition });
  const members = { name: profile.name, origin: profile.origin, file: profile.file, ...definition };
  const rows = Object.entries(members).flatMap(([label, value]) => rowsOf(label, value));
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) print(`${paint('dim', label.padEnd(width))}  ${plainText(value)}`);
}

/** Nested members get a row each, `endpoints.token`; those without a value none. */
function rowsOf(label: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.length > 0 ? [[label, value.join(' ')]] : [];
  if (typeof value !== 'object' || value === null) return value === '' ? [] : [[label, String(value)]];
  return Object.entries(value).flatMap(([name, member]) => rowsOf(`${label}.${name}`, member));
}

async function listSystems(options: { json?: boolean }): Promise<void> {
  const { systems } = await (await reachDaemon()).systems();
  if (options.json) return printJson({ systems });
  for (const { name, label, description, fields } of systems) {
    print(`${paint('bold', name)}  ${label}. ${description}`);
    for (const field of fields) print(`    ${describeField(field)}`);
  }
}

async function remove(name: string, options: { yes?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { origin, file } = await daemon.profile(name, workspaceFolder());
  const { accounts } = await daemon.accounts();
  const left = accounts.filter(({ profile, state }) => profile === name && state !== 'signed_out');
  // What is not the person's own is refused with words; there is nothing to ask about.
  if (!options.yes && origin === 'user') {
    await requireYes(`Take the profile "${name}" out of ${plainText(file)}?`, '--yes', 'Nothing was changed.');
  }
  await orEditThere(daemon, name, daemon.removeProfile(name));
  print(`${paint('green', '✓')} Removed "${name}".`);
  for (const account of left) {
    printAside(`${plainText(account.name)} is still signed in on it: \`tokenwell logout ${name}\` ends that.`);
  }
}
