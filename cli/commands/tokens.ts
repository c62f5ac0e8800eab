/** `tokenwell tokens`: long-lived tokens, as the server of an account has them. */

import { type Command, Option } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { LongLivedToken } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { findAccount } from '../find-account.ts';
import { requireYes } from '../input/confirm.ts';
import { type CreateOptions, createToken, type DeliveryOptions, deliver, madeOf } from '../management/create-token.ts';
import { type EndOptions, revokeToken, testToken } from '../management/end-token.ts';
import { type ExportOptions, exportKept, listTargets, planExport } from '../management/exports.ts';
import { givenValues, type ValueOptions } from '../management/field-values.ts';
import { findToken } from '../management/find-token.ts';
import { keepOwn } from '../management/keep-own.ts';
import { managedAccount } from '../management/managed-account.ts';
import { requireFreeName } from '../management/one-time-value.ts';
import { collect, profileName } from '../option-values.ts';
import { tellLeftTokens } from '../output/left-tokens.ts';
import { tellKinds, tokensTable, tokenTitle } from '../output/long-lived-tokens.ts';
import { paint } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

type Common = { account?: string; json?: boolean };

const token = 'its id, the beginning of its id, or its whole description';

export function define(program: Command): void {
  const tokens = program
    .command('tokens')
    .summary('make, list, try and revoke long-lived tokens')
    .description('Long-lived tokens, for jobs that run where Tokenwell does not. What there is depends on the server.')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell tokens create lab --description "nightly job" --keep nightly
  $ tokenwell tokens create lab --description ci --export github-actions \\
      --to repository=example/analysis --to name=LAB_TOKEN
  $ pass show lab/ci | tokenwell tokens revoke lab ci --value-stdin --yes
  $ pass show lab/ci | tokenwell tokens keep lab ci --yes && tokenwell tokens test ci`,
    );
  const on = (name: string, description: string) =>
    tokens
      .command(name)
      .description(description)
      .argument('<profile>', 'the profile whose account it is')
      .option('--account <name>', 'name or id, where several are signed in on the profile')
      .option('--json', 'for programs');
  on('kinds', 'Tells which kinds of token this server has, and what each takes.').action(kinds);
  on('list', 'Lists them. Values are nowhere in it.')
    .option('--all', 'others’ too, where you may see them')
    .action(list);
  withExport(withValues(on('create', 'Makes one. Its value is shown once, kept in the secret store, or exported.')))
    .option('--kind <kind>', 'which, where the server has several (`tokens kinds`)')
    .option('--keep <name>', 'show nothing; serve it as a new profile of this name', profileName)
    .addOption(new Option('--flow <flow>', 'for kinds that are made by a sign-in').choices(['device', 'code']))
    .option('--no-browser', 'do not open a browser')
    .option('--no-qr', 'print no QR code')
    .option('--yes', 'do not ask')
    .action(create);
  withValues(on('edit', 'Changes what can be changed later.').argument('<token>', token)).action(edit);
  withExport(on('rotate', 'Gives it a new value; the old one stops working.'))
    .argument('<token>', token)
    .option('--keep <name>', 'show nothing; serve it as a new profile of this name', profileName)
    .option('--yes', 'do not ask')
    .action(rotate);
  on('export', 'Puts the value of a kept one into a secrets service or an encrypted file.')
    .argument('<token>', token)
    .argument('<target>', 'where to (`tokens targets`)')
    .option('--to <name=value>', toWords, collect)
    .option('--yes', 'do not ask')
    .action(async (profile: string, name: string, target: string, options: Common & ExportOptions) => {
      const { daemon, found } = await find(profile, name, options);
      await exportKept(daemon, found, { ...options, export: target });
    });
  tokens
    .command('targets')
    .description('Tells where a token can be exported to, and what each place takes.')
    .option('--json', 'for programs')
    .action(async (options: Common) => listTargets(await reachDaemon(), options));
  on('revoke', 'Ends it at the server, and tells truly whether it did.')
    .argument('<token>', token)
    .option('--value-stdin', 'read its value from standard input, where the server needs it')
    .option('--yes', 'do not ask')
    .action(async (profile: string, name: string, options: Common & EndOptions) => {
      const { daemon, found } = await find(profile, name, options);
      await revokeToken(daemon, found, options);
    });
  on(
    'test',
    'Tries it: does it work, as whom, until when. Some servers replace its value by that; then the new one is shown.',
  )
    .argument('[token]', `${token}; default: the sign-in of the profile itself, as of one that is kept`, 'this-sign-in')
    .option('--value-stdin', 'read its value from standard input, where the server needs it')
    .option('--keep <name>', 'keep a new value as a new profile of this name', profileName)
    .action(async (profile: string, name: string, options: Common & EndOptions) => {
      const { daemon, found } = await find(profile, name, options);
      if (options.keep !== undefined) await requireFreeName(daemon, options.keep);
      await testToken(daemon, found, options);
    });
  tokens
    .command('keep')
    .description(
      'Keeps one that you have already: reads it unseen, or from standard input, tries it at the server of the profile, and serves it as a new profile.',
    )
    .argument('<profile>', 'a profile of its server')
    .argument('<name>', 'the name of the new profile', profileName)
    .option('--yes', 'do not ask')
    .option('--json', 'for programs')
    .action(keepOwn);
  on('forget', 'Takes one off the list that is kept here. The server is not told: it lives on there.')
    .argument('<token>', token)
    .option('--yes', 'do not ask')
    .action(forget);
}

const toWords = 'where exactly, by the names that the target has; may be repeated';

function withExport(command: Command): Command {
  return command
    .option('--export <target>', 'show nothing; put it there (`tokens targets`): vault, age-file, …')
    .option('--to <name=value>', toWords, collect);
}

function withValues(command: Command): Command {
  return command
    .option('--description <text>', 'what it is for')
    .option('--scope <scopes>', 'what it may do, separated by spaces')
    .option('--expires <duration>', 'how long it shall live: 30d, 12h, or a number of seconds')
    .option('--set <name=value>', 'anything else that its kind takes; may be repeated', collect);
}

async function find(profile: string, name: string, { account: named }: Common) {
  const { daemon, account } = await managedAccount(profile, named);
  const { tokens } = await daemon.longLivedTokens(account.id);
  return { daemon, account, found: findToken(tokens, name, profile) };
}

async function kinds(profile: string, options: Common): Promise<void> {
  const { daemon, account } = await managedAccount(profile, options.account);
  const capabilities = await daemon.accountCapabilities(account.id);
  if (options.json) printJson(capabilities);
  else tellKinds(capabilities);
}

async function list(profile: string, options: Common & { all?: boolean }): Promise<void> {
  const daemon = await reachDaemon();
  const { accounts } = await daemon.accounts();
  const ofProfile = accounts.filter((account) => account.profile === profile);
  if (ofProfile.every(({ state }) => state === 'signed_out')) await tellLeft(daemon, profile, options);
  const account = await findAccount(daemon, accounts, profile, options.account);
  const { tokens } = await daemon.longLivedTokens(account.id, options.all ? { all: 'true' } : {});
  if (options.json) return printJson({ tokens });
  print(tokensTable(tokens));
  const { token_kinds: known } = await daemon.accountCapabilities(account.id);
  const unlisted = known.filter(({ recorded }) => recorded === 'here').map(({ label }) => label);
  if (unlisted.length === 0) return;
  printAside(plainText(`The server keeps no list of: ${unlisted.join(', ')}. Those made elsewhere are not shown.`));
}

/** The server can be asked by nobody now; what was made here before is known all the same. */
async function tellLeft(daemon: Connection, profile: string, { json }: Common): Promise<void> {
  const { tokens } = await daemon.leftTokens();
  const left = tokens.filter((token) => token.profile === profile);
  if (json) printJson({ tokens: [], left });
  else tellLeftTokens(left);
}

async function create(profile: string, options: Common & CreateOptions): Promise<void> {
  const { daemon, account } = await managedAccount(profile, options.account);
  await createToken(daemon, account, options);
}

async function edit(profile: string, name: string, options: Common & ValueOptions): Promise<void> {
  const { daemon, account, found } = await find(profile, name, options);
  const { token_kinds: known } = await daemon.accountCapabilities(account.id);
  const kind = known.find((one) => one.kind === found.kind);
  if (!kind || kind.edit.length === 0) {
    throw new CliFailure(`Nothing of this token (${found.kind_label}) can be changed later.`);
  }
  const values = givenValues(kind.edit, options, kind.label);
  if (Object.keys(values).length === 0) {
    const fields = kind.edit.map((field) => field.name).join(', ');
    throw new CliFailure('Nothing to change was named.', { exitCode: 2, advice: `What can be changed: ${fields}.` });
  }
  const changed = await daemon.editLongLivedToken(account.id, found.id, { values });
  if (options.json) printJson(changed);
  else print(`${paint('green', '✓')} Changed: ${tokenTitle(changed)}.`);
}

async function rotate(profile: string, name: string, options: Common & DeliveryOptions): Promise<void> {
  const { daemon, account, found } = await find(profile, name, options);
  if (!found.actions.includes('rotate')) {
    throw new CliFailure(`The server gives no new value to this token (${found.kind_label}).`, {
      advice: 'Make another one, put it in place, then revoke this.',
    });
  }
  if (options.keep !== undefined) await requireFreeName(daemon, options.keep);
  const plan = await planExport(daemon, options);
  const question = `Give ${tokenTitle(found)} a new value? What uses the old one stops.`;
  if (!options.yes) await requireYes(question, '--yes', 'Nothing was changed.');
  const made = madeOf(await daemon.rotateLongLivedToken(account.id, found.id));
  await deliver(daemon, made, options, 'It has a new value', plan);
}

async function forget(profile: string, name: string, options: Common & { yes?: boolean }): Promise<void> {
  const { daemon, account, found } = await find(profile, name, options);
  const alive = found.state === 'active';
  const question = `Forget ${tokenTitle(found)}? It stays alive at the server, and is no longer listed here.`;
  if (alive && !options.yes) await requireYes(question, '--yes', 'Nothing was forgotten.');
  await daemon.forgetLongLivedToken(account.id, found.id);
  if (options.json) printJson({ forgotten: found.id });
  else print(`${paint('green', '✓')} Forgotten: ${tokenTitle(found)}.`);
}
