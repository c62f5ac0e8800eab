/** `tokenwell permissions`: which workspace may have tokens of which account. */

import { type Command, Option } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { Permission, PermissionDecision, PermissionsResponse } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { findAccount } from '../find-account.ts';
import { paint } from '../output/paint.ts';
import { permissionsText, placeText } from '../output/permissions-text.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printJson } from '../output/print.ts';
import { place } from '../place.ts';
import { daemonForLook, reachDaemon } from '../reach-daemon.ts';

interface Options {
  account?: string;
  workspace?: string;
  outside?: boolean;
  once?: boolean;
  json?: boolean;
}

export function define(program: Command): void {
  const permissions = program
    .command('permissions')
    .summary('show and change which workspace may have which tokens')
    .description('Which workspace may have tokens of which account; docs/permissions.md says who belongs where.')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell permissions list
  $ tokenwell permissions allow lab
  $ tokenwell permissions deny lab --workspace ~/downloads/demo
  $ tokenwell permissions deny lab --outside`,
    );
  permissions
    .command('list')
    .description('Shows what was decided, and what waits for your answer.')
    .option('--json', 'for programs')
    .action(list);
  forPlace(permissions.command('allow'), 'Allows it, for the folder and all below it.')
    .option('--once', 'until the daemon ends')
    .action((profile, options: Options) => decide(profile, options.once ? 'once' : 'allow', options));
  forPlace(permissions.command('deny'), 'Forbids it, without another question.').action((profile, options) =>
    decide(profile, 'deny', options),
  );
  forPlace(permissions.command('remove'), 'Takes back what was decided: a workspace is asked about again.').action(
    remove,
  );
}

function forPlace(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('<profile>', 'the profile of the account')
    .option('--account <name>', 'name or id, where several are signed in on the profile')
    .option('--workspace <folder>', 'which folder; default: the workspace that you are in, else this folder')
    .addOption(new Option('--outside', 'programs outside any workspace').conflicts('workspace'))
    .option('--json', 'the permission for programs');
}

async function list(options: { json?: boolean }): Promise<void> {
  const nothing: PermissionsResponse = { permissions: [], requests: [], workspaces: [] };
  const response = (await (await daemonForLook())?.permissions()) ?? nothing;
  if (options.json) printJson(response);
  else print(permissionsText(response));
}

async function decide(profile: string, decision: Permission['decision'], options: Options): Promise<void> {
  const daemon = await reachDaemon();
  const { account, workspace } = await target(daemon, profile, options);
  const wish: PermissionDecision = { workspace, account: account.id, decision };
  const { permission } = await daemon.decidePermission(wish);
  if (options.json) return printJson(permission);
  const words = { allow: 'Allowed', once: 'Allowed until the daemon ends', deny: 'Forbidden' }[decision];
  const mark = decision === 'deny' ? paint('yellow', '✓') : paint('green', '✓');
  print(`${mark} ${words}: ${placeText(permission?.workspace ?? null)}, tokens of ${nameOf(account)}.`);
}

async function remove(profile: string, options: Options): Promise<void> {
  const daemon = await reachDaemon();
  const { account, workspace, permissions } = await target(daemon, profile, options);
  const decided = permissions.find(
    (one) => one.account.id === account.id && (one.workspace?.folder ?? null) === workspace && one.given_at !== null,
  );
  if (!decided) {
    throw new CliFailure(`Nothing was decided about ${workspace ?? 'programs outside any workspace'}.`, {
      advice: '`tokenwell permissions list` shows what was.',
    });
  }
  await daemon.removePermission(decided.id);
  if (options.json) return printJson(decided);
  const next = workspace === null ? 'It is allowed again.' : 'You are asked at its next call.';
  print(`${paint('green', '✓')} Taken back: ${placeText(decided.workspace)}, tokens of ${nameOf(account)}. ${next}`);
}

async function target(daemon: Connection, profile: string, options: Options) {
  const [{ accounts }, response] = await Promise.all([daemon.accounts(), daemon.permissions()]);
  const account = await findAccount(daemon, accounts, profile, options.account);
  return { account, permissions: response.permissions, workspace: placeOf(options, response) };
}

function placeOf({ outside, workspace }: Options, { workspaces }: PermissionsResponse): string | null {
  return outside ? null : place(workspace, workspaces);
}

function nameOf({ name, profile }: { name: string; profile: string }): string {
  return `${plainText(name)} · ${profile}`;
}
