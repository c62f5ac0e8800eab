/** Makes a long-lived token: says what it will carry, asks, waits for its sign-in where it needs one, shows its value once. */

import type { Connection } from '../../clients/node/connection.ts';
import type {
  AccountSummary,
  CreatedLongLivedToken,
  FieldValues,
  LongLivedToken,
  OneTimeValue,
  SignIn,
  TokenKind,
} from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside, printJson } from '../output/print.ts';
import { signInWithCode } from '../sign-in/code-flow.ts';
import { signInWithDevice } from '../sign-in/device-flow.ts';
import { failureOf } from '../sign-in/outcome.ts';
import { type ExportOptions, type ExportPlan, exportValue, planExport } from './exports.ts';
import { askMissing, fieldLines, givenValues, type ValueOptions } from './field-values.ts';
import { keep, requireFreeName, showOnce } from './one-time-value.ts';

export interface DeliveryOptions extends ExportOptions {
  json?: boolean;
  yes?: boolean;
}

export interface CreateOptions extends DeliveryOptions, ValueOptions {
  kind?: string;
  flow?: 'device' | 'code';
  browser: boolean;
  qr: boolean;
}

type Creatable = TokenKind & { create: NonNullable<TokenKind['create']> };
/** `told`: what `--json` says besides. */
type Made = { token: LongLivedToken; value: OneTimeValue | null; told?: object };

export async function createToken(daemon: Connection, account: AccountSummary, options: CreateOptions): Promise<void> {
  const { token_kinds: kinds } = await daemon.accountCapabilities(account.id);
  const kind = chooseKind(kinds, options.kind);
  const { fields, warning } = kind.create;
  const given = givenValues(fields, options, kind.label);
  if (options.flow !== undefined && !kind.create.flows.includes(options.flow)) {
    throw new CliFailure(`${kind.label} cannot be made with \`--flow ${options.flow}\`.`, { exitCode: 2 });
  }
  if (options.keep !== undefined) await requireFreeName(daemon, options.keep);
  const values = await askMissing(fields, given);
  const plan = await planExport(daemon, options);
  printAside(`${paintError('yellow', '!')} ${plainText(kind.label)}: ${plainText(warning)}`);
  for (const line of fieldLines(fields, values)) printAside(`  ${plainText(line)}`);
  const question = plan ? `Make it, and export it to ${plainText(plan.place)}?` : 'Make it?';
  if (!options.yes) await requireYes(question, '--yes', 'Nothing was made.');
  await deliver(daemon, await makeToken(daemon, account, kind, values, options), options, 'Made', plan);
}

/** Without a question; with a sign-in where its kind needs one. */
export async function makeToken(
  daemon: Connection,
  account: AccountSummary,
  kind: Creatable,
  values: FieldValues,
  options: Pick<CreateOptions, 'flow' | 'browser' | 'qr'>,
): Promise<Made> {
  if (kind.create.by === 'sign_in') return bySignIn(daemon, account, kind, values, options);
  return madeOf(await daemon.createLongLivedToken(account.id, { kind: kind.kind, values }));
}

export function isCreatable(kind: TokenKind): kind is Creatable {
  return kind.create !== null;
}

/** What comes with a new value: it is kept, or shown once. */
export async function deliver(
  daemon: Connection,
  { token, value, told = {} }: Made,
  options: DeliveryOptions,
  done: string,
  plan: ExportPlan | null = null,
): Promise<void> {
  if (!value) {
    if (options.json) return printJson({ token });
    return printAside(`${done}: ${nameOf(token)}. The server showed no value.`);
  }
  if (plan) {
    const { target, place } = await exportValue(daemon, value, plan);
    if (options.json) return printJson({ ...told, token, exported: { target, place }, values: [] });
    printAside(`${paintError('green', '✓')} ${done}, and exported: ${nameOf(token)}.`);
    return printAside(`  It is ${plainText(place)}.`);
  }
  if (options.keep !== undefined) {
    const { profile } = await keep(daemon, value, options.keep);
    if (options.json) return printJson({ ...told, token: { ...token, kept_as: profile }, values: [] });
    printAside(`${paintError('green', '✓')} ${done}, and kept in the secret store: ${nameOf(token)}.`);
    return printAside(`  Get a token with: tokenwell token ${profile}`);
  }
  printAside(`${paintError('green', '✓')} ${done}: ${nameOf(token)}.`);
  for (const note of token.notes) printAside(`  ${plainText(note)}`);
  await showOnce(daemon, value, { json: options.json, told: { ...told, token } });
}

export function madeOf({ token, one_time_value: value }: CreatedLongLivedToken): Made {
  if (!token) throw new CliFailure('The daemon told of no new token.');
  return { token, value };
}

function chooseKind(kinds: TokenKind[], wanted: string | undefined): Creatable {
  const creatable = kinds.filter(isCreatable);
  const list = creatable.map(({ kind, label }) => `${kind} (${label})`).join(', ');
  if (wanted !== undefined) {
    const kind = creatable.find((one) => one.kind === wanted);
    if (kind) return kind;
    throw new CliFailure(`No token of kind "${wanted}" can be made here.`, {
      exitCode: 2,
      advice: list ? `There is: ${list}.` : 'This server has none that can be made here.',
    });
  }
  const [only, second] = creatable;
  if (only && !second) return only;
  if (!only) throw new CliFailure('This server has no long-lived token that can be made here.');
  throw new CliFailure(`Several kinds can be made here: ${list}.`, { exitCode: 2, advice: 'Name one with `--kind`.' });
}

async function bySignIn(
  daemon: Connection,
  account: AccountSummary,
  kind: Creatable,
  values: FieldValues,
  { flow: wanted, browser, qr }: Pick<CreateOptions, 'flow' | 'browser' | 'qr'>,
): Promise<Made> {
  const possible = kind.create.flows.filter((flow) => flow === 'device' || flow === 'code');
  const flow = wanted ?? possible[0] ?? 'device';
  const again = `tokenwell tokens create ${account.profile}`;
  const start = async (redirectUri?: string): Promise<SignIn> => {
    const redirect = redirectUri === undefined ? {} : { redirect_uri: redirectUri };
    const creation = { kind: kind.kind, values, flow, ...redirect };
    const { sign_in: signIn } = await daemon.createLongLivedToken(account.id, creation);
    if (!signIn) throw new CliFailure('The daemon started no sign-in for it.');
    return signIn;
  };
  const screen = { browser, qr, output: process.stderr, again };
  const ended = await (flow === 'code'
    ? signInWithCode(daemon, start, screen)
    : signInWithDevice(daemon, start, screen));
  if (ended.state !== 'signed_in' || !ended.created) throw failureOf(ended, again);
  return { token: ended.created.token, value: ended.created.one_time_value };
}

export function nameOf({ kind_label: label, description, id }: LongLivedToken): string {
  return plainText(description ? `${label} "${description}" (${id})` : `${label} ${id}`);
}
