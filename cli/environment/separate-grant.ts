/** Makes what a preset needs for it alone: a long-lived token of the kind that it names, or an application. */

import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary, EnvironmentPreset, Field, FieldValues, OneTimeValue } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { isCreatable, makeToken, nameOf } from '../management/create-token.ts';
import { askMissing } from '../management/field-values.ts';
import { forget } from '../management/one-time-value.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';
import type { Values } from './long-lived-values.ts';
import type { PasswordAtHand } from './password-at-hand.ts';

/** Its parts, which are called like the placeholders. */
export async function makeSeparately(
  daemon: Connection,
  account: AccountSummary,
  preset: EnvironmentPreset,
  password: PasswordAtHand,
): Promise<Values> {
  if (preset.separate === 'application') return makeApplication(daemon, account, preset, password);
  const { token_kinds: kinds } = await daemon.accountCapabilities(account.id);
  const kind = kinds.find((one) => one.kind === preset.separate);
  if (!kind || !isCreatable(kind)) throw cannotMake(preset);
  const values = await fill(kind.create.fields, preset, password);
  const { token, value } = await makeToken(daemon, account, kind, values, { browser: true, qr: true });
  tell(`Made for this alone: ${nameOf(token)}. Tokenwell keeps no copy.`, token.notes);
  if (!value) throw cannotMake(preset);
  return partsOf(daemon, value);
}

async function makeApplication(
  daemon: Connection,
  account: AccountSummary,
  preset: EnvironmentPreset,
  password: PasswordAtHand,
): Promise<Values> {
  const { applications: kind } = await daemon.accountCapabilities(account.id);
  if (!kind?.create) throw cannotMake(preset);
  const credentials = await fill(kind.credentials ?? [], preset, password);
  if (kind.credentials?.length) await daemon.giveApplicationCredentials(account.id, { values: credentials });
  try {
    const values = await fill(kind.create, preset, password);
    const { application, one_time_value: value } = await daemon.createApplication(account.id, { values });
    const ending = `\`tokenwell apps delete ${account.profile} ${application.name}\` ends it.`;
    tell(`Made for this alone: "${application.name}". Tokenwell keeps no copy of its secret.`, [ending]);
    if (!value) throw cannotMake(preset);
    return await partsOf(daemon, value);
  } finally {
    if (kind.credentials?.length) await daemon.forgetApplicationCredentials(account.id).catch(() => {});
  }
}

/** Named after what it is for, so that its owner recognises it later. */
async function fill(
  fields: readonly Field[],
  { name }: EnvironmentPreset,
  password: PasswordAtHand,
): Promise<FieldValues> {
  const values: FieldValues = {};
  for (const field of fields.filter(({ required, default: usual }) => required && usual === null)) {
    if (field.type === 'secret') values[field.name] = await password.get();
    else if (field.name === 'description') values[field.name] = `environment: ${name}`;
    else if (field.name === 'name') values[field.name] = `tokenwell-${name}-${Date.now().toString(36)}`;
  }
  return askMissing(fields, values);
}

async function partsOf(daemon: Connection, value: OneTimeValue): Promise<Values> {
  const { parts } = await daemon.showOneTimeValue(value.id);
  await forget(daemon, value);
  return Object.fromEntries(parts.map((part) => [part.name, part.value]));
}

function cannotMake({ name, separate }: EnvironmentPreset): CliFailure {
  return new CliFailure(`Nothing can be made for \`--as ${name}\` here${separate ? ` (${separate})` : ''}.`, {
    advice: 'With `--transfer` Tokenwell gives its own sign-in away, where the names take a refresh token.',
  });
}

function tell(done: string, notes: readonly string[]): void {
  printAside(`${paintError('green', '✓')} ${plainText(done)}`);
  for (const note of notes) printAside(`  ${plainText(note)}`);
}
