/** `tokenwell apps`: OAuth applications that the user has registered, where the server of an account lets users do so. */

import type { Command } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { AccountCapabilities, AccountSummary, Application, Field } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { readStandardInput } from '../input/standard-input.ts';
import { type ExportOptions, exportValue, planExport } from '../management/exports.ts';
import { askMissing, givenValues, type ValueOptions } from '../management/field-values.ts';
import { findNamed } from '../management/find-token.ts';
import { managedAccount } from '../management/managed-account.ts';
import { showOnce } from '../management/one-time-value.ts';
import { collect } from '../option-values.ts';
import { applicationsTable, subscriptionsTable } from '../output/applications.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';

type Common = { account?: string; json?: boolean };
type Asked = Common & { yes?: boolean };
type Kind = NonNullable<AccountCapabilities['applications']>;

const application = 'its id, the beginning of its id, or its name';

export function define(program: Command): void {
  const apps = program
    .command('apps')
    .summary('make, list and delete applications (OAuth clients)')
    .description('Applications that you have registered at the server, where it lets users do so.')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell apps create lab --set name=pipeline\n  $ tokenwell apps subscriptions lab pipeline',
    );
  const on = (name: string, description: string) =>
    apps
      .command(name)
      .description(description)
      .argument('<profile>', 'the profile whose account it is')
      .option('--account <name>', 'name or id, where several are signed in on the profile')
      .option('--json', 'for programs');
  const set = '--set <name=value>';
  on('list', 'Lists them. Secrets are nowhere in it.').action(list);
  on('create', 'Makes one. Its secret is shown once.')
    .option('--description <text>', 'what it is for')
    .option(set, 'anything else that the server takes; may be repeated', collect)
    .option('--export <target>', 'show no secret; put it there (`tokens targets`)')
    .option('--to <name=value>', 'where exactly; may be repeated', collect)
    .action(create);
  on('edit', 'Changes what can be changed later.')
    .argument('<application>', application)
    .option('--description <text>', 'what it is for')
    .option(set, 'what to change; may be repeated', collect)
    .action(edit);
  on('delete', 'Deletes it at the server. Whatever uses it stops working.')
    .argument('<application>', application)
    .option('--yes', 'do not ask')
    .action(remove);
  on('revoke-tokens', 'Revokes all tokens that were made with it.')
    .argument('<application>', application)
    .option('--yes', 'do not ask')
    .action(revokeTokens);
  on('subscriptions', 'Lists the APIs that it may call.').argument('<application>', application).action(subscriptions);
  on('subscribe', 'Lets it call an API.')
    .argument('<application>', application)
    .argument('<api>', 'the name of the API')
    .action(subscribe);
  on('unsubscribe', 'Lets it call an API no longer.')
    .argument('<application>', application)
    .argument('<api>', 'the name of the API')
    .action(unsubscribe);
}

async function reach(profile: string, { account: named }: Common) {
  const { daemon, account } = await managedAccount(profile, named);
  const { applications: kind } = await daemon.accountCapabilities(account.id);
  if (!kind) throw new CliFailure(`The server of "${profile}" has no applications that can be managed here.`);
  if (kind.credentials?.length) await giveCredentials(daemon, account, kind.credentials);
  return { daemon, account, kind };
}

/** What the server wants each time, asked for or piped in; the daemon forgets it after two minutes. */
async function giveCredentials(daemon: Connection, account: AccountSummary, fields: Field[]): Promise<void> {
  const [only, ...others] = fields;
  const piped = only?.type === 'secret' && others.length === 0 && !process.stdin.isTTY;
  const given = piped ? { [only.name]: (await readStandardInput()).trim() } : {};
  await daemon.giveApplicationCredentials(account.id, { values: await askMissing(fields, given) });
}

async function find(profile: string, name: string, options: Common) {
  const reached = await reach(profile, options);
  const { applications } = await reached.daemon.applications(reached.account.id);
  const advice = `\`tokenwell apps list ${profile}\` shows them.`;
  const found = findNamed(applications, name, {
    ...{ what: 'application', where: profile, advice },
    nameOf: (one) => one.name,
  });
  return { ...reached, found };
}

async function list(profile: string, options: Common): Promise<void> {
  const { daemon, account, kind } = await reach(profile, options);
  const { applications } = await daemon.applications(account.id);
  if (options.json) return printJson({ applications });
  if (applications.length > 0) print(applicationsTable(applications));
  else print(`There are none yet. ${plainText(kind.description)}`);
}

async function create(profile: string, options: Common & ValueOptions & ExportOptions): Promise<void> {
  const { daemon, account, kind } = await reach(profile, options);
  if (!kind.create) throw new CliFailure('The server does not let you make one.');
  const values = await askMissing(kind.create, givenValues(kind.create, options, kind.label));
  const plan = await planExport(daemon, options);
  const made = await daemon.createApplication(account.id, { values });
  const { application: created, one_time_value: value } = made;
  printAside(`${paintError('green', '✓')} Made: ${titleOf(created)}.`);
  if (value && plan) {
    const exported = await exportValue(daemon, value, plan);
    if (options.json) return printJson({ application: created, exported, values: [] });
    return printAside(`  Its secret is ${plainText(exported.place)}.`);
  }
  if (value) return showOnce(daemon, value, { json: options.json, told: { application: created } });
  if (options.json) printJson({ application: created, values: [] });
}

async function edit(profile: string, name: string, options: Common & ValueOptions): Promise<void> {
  const { daemon, account, kind, found } = await find(profile, name, options);
  requireAction(found, 'edit');
  const values = givenValues(kind.edit, options, kind.label);
  if (Object.keys(values).length === 0) {
    const fields = kind.edit.map((field) => field.name).join(', ');
    throw new CliFailure('Nothing to change was named.', { exitCode: 2, advice: `What can be changed: ${fields}.` });
  }
  const changed = await daemon.editApplication(account.id, found.id, { values });
  if (options.json) printJson(changed);
  else print(`${paint('green', '✓')} Changed: ${titleOf(changed)}.`);
}

async function remove(profile: string, name: string, options: Asked): Promise<void> {
  const { daemon, account, found } = await find(profile, name, options);
  requireAction(found, 'delete');
  const own = found.in_use ? ' This sign-in itself uses it.' : '';
  await ask(`Delete ${titleOf(found)}? Whatever uses it stops working.${own}`, options);
  tell(await daemon.deleteApplication(account.id, found.id), options);
}

async function revokeTokens(profile: string, name: string, options: Asked): Promise<void> {
  const { daemon, account, found } = await find(profile, name, options);
  requireAction(found, 'revoke_tokens');
  await ask(`Revoke all tokens of ${titleOf(found)}? Whatever uses them stops working.`, options);
  tell(await daemon.revokeApplicationTokens(account.id, found.id), options);
}

async function subscriptions(profile: string, name: string, options: Common): Promise<void> {
  const { daemon, account, found } = await findSubscriber(profile, name, options);
  const { subscriptions: all } = await daemon.subscriptions(account.id, found.id);
  if (options.json) return printJson({ subscriptions: all });
  if (all.length > 0) print(subscriptionsTable(all));
  else print(`${titleOf(found)} has no subscriptions.`);
}

async function subscribe(profile: string, name: string, api: string, options: Common): Promise<void> {
  await changeSubscription(profile, name, options, (daemon, account, id) => daemon.subscribe(account.id, id, api));
  if (!options.json) print(`${paint('green', '✓')} Subscribed to ${plainText(api)}.`);
}

async function unsubscribe(profile: string, name: string, api: string, options: Common): Promise<void> {
  await changeSubscription(profile, name, options, (daemon, account, id) => daemon.unsubscribe(account.id, id, api));
  if (!options.json) print(`${paint('green', '✓')} No longer subscribed to ${plainText(api)}.`);
}

async function changeSubscription(
  profile: string,
  name: string,
  options: Common,
  change: (daemon: Connection, account: AccountSummary, id: string) => Promise<void>,
): Promise<void> {
  const { daemon, account, found } = await findSubscriber(profile, name, options);
  await change(daemon, account, found.id);
  if (options.json) printJson(await daemon.subscriptions(account.id, found.id));
}

async function findSubscriber(profile: string, name: string, options: Common) {
  const reached = await find(profile, name, options);
  if (reached.kind.subscriptions) return reached;
  throw new CliFailure('Applications of this server have no subscriptions.');
}

function requireAction(found: Application, action: Application['actions'][number]): void {
  if (found.actions.includes(action)) return;
  throw new CliFailure(`The server does not offer this for ${titleOf(found)}.`);
}

async function ask(question: string, { yes }: Asked): Promise<void> {
  if (!yes) await requireYes(question, '--yes', 'Nothing was changed.');
}

function tell(result: { application: string; detail: string }, { json }: Common): void {
  if (json) printJson(result);
  else print(`${paint('green', '✓')} ${plainText(result.detail)}`);
}

function titleOf({ name, id }: Application): string {
  return plainText(name ? `"${name}"` : id);
}
