/** The values of a form, from options; what is needed and missing is asked for on a terminal. */

import type { Field, FieldValues } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptHidden } from '../input/hidden-prompt.ts';
import { promptLine } from '../input/prompt-line.ts';
import { duration } from '../output/duration.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';
import { durationProblem, readDuration } from './duration-value.ts';

/** As commander reads them. */
export interface ValueOptions {
  description?: string;
  scope?: string;
  expires?: string;
  set?: string[];
}

/** By which a field that has no option of its own is named. */
type NameOption = '--set' | '--to';

/** Throws `CliFailure` of exit code 2 for what no field fits, or a value that its field does not take. */
export function givenValues(
  fields: readonly Field[],
  options: ValueOptions,
  form: string,
  option: NameOption = '--set',
): FieldValues {
  const values: FieldValues = {};
  for (const [name, text] of named(fields, options, option)) {
    const field = fields.find((one) => one.name === name);
    if (!field) throw noSuchField(optionOf(name, option), fields, form, option);
    if (field.type === 'secret') {
      throw wrong(`${field.label} is a secret, and other users of the machine can read arguments.`, {
        advice: 'Leave it out, and it is asked for.',
      });
    }
    values[name] = readValue(field, text);
  }
  return values;
}

/** Asks for each required field that has neither a value nor a default. */
export async function askMissing(
  fields: readonly Field[],
  given: FieldValues,
  option: NameOption = '--set',
): Promise<FieldValues> {
  const values = { ...given };
  for (const field of fields) {
    if (!field.required || field.default !== null || (values[field.name] ?? '') !== '') continue;
    values[field.name] = await ask(field, option);
  }
  return values;
}

/** What the form will be sent with, for whoever is asked whether it shall be. */
export function fieldLines(fields: readonly Field[], values: FieldValues): string[] {
  return fields.flatMap((field) => {
    const value = values[field.name] ?? field.default;
    if (value === null || value === undefined || value === '') return [];
    return [`${field.label}: ${valueText(field, value)}`];
  });
}

function valueText({ type, choices }: Field, value: NonNullable<FieldValues[string]>): string {
  if (type === 'secret') return '(hidden)';
  if (type === 'boolean') return value ? 'yes' : 'no';
  if (type === 'duration') return duration(Number(value));
  return choices.find((choice) => choice.value === value)?.label ?? String(value);
}

async function ask(field: Field, option: NameOption): Promise<FieldValues[string]> {
  const label = plainText(field.label);
  const advice = field.type === 'secret' ? 'Run it on a terminal.' : `Give it with ${hintOf(field, option)}.`;
  if (!process.stdin.isTTY) {
    throw wrong(`${label} is needed, and there is no terminal to ask on.`, { advice });
  }
  if (field.help) printAside(paintError('dim', plainText(field.help)));
  if (field.type === 'secret') return promptHidden(label, advice);
  for (const { value, label: name } of field.choices) printAside(`  ${plainText(value)}  ${plainText(name)}`);
  for (;;) {
    const text = (await promptLine(`${label}${field.type === 'boolean' ? ' (yes or no)' : ''}: `)).trim();
    if (text === '') continue;
    try {
      return readValue(field, text);
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error;
      printAside(plainText(error.message));
    }
  }
}

function named(
  fields: readonly Field[],
  { description, scope, expires, set = [] }: ValueOptions,
  option: NameOption,
): [string, string][] {
  const ofType = (type: Field['type'], fallback: string) => fields.find((one) => one.type === type)?.name ?? fallback;
  const pairs: [string, string][] = set.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw wrong(`\`${option}\` takes name=value.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  if (description !== undefined) pairs.push(['description', description]);
  if (scope !== undefined) pairs.push([ofType('scopes', 'scope'), scope]);
  if (expires !== undefined) pairs.push([ofType('duration', 'expires'), expires]);
  return pairs;
}

function readValue(field: Field, text: string): FieldValues[string] {
  if (field.type === 'boolean') {
    if (/^(true|yes|y|on)$/i.test(text)) return true;
    if (/^(false|no|n|off)$/i.test(text)) return false;
    throw wrong(`${field.label} takes yes or no.`);
  }
  if (field.type === 'duration') {
    const problem = durationProblem(text, field.maximum);
    if (problem) throw wrong(`${field.label}: ${problem}`);
    return readDuration(text);
  }
  const allowed = field.choices.map(({ value }) => value);
  if (field.type === 'choice' && !allowed.includes(text))
    throw wrong(`${field.label} must be one of: ${allowed.join(', ')}.`);
  if (field.maximum !== null && text.length > field.maximum)
    throw wrong(`${field.label} may have ${field.maximum} characters at most.`);
  return text;
}

function noSuchField(given: string, fields: readonly Field[], form: string, option: NameOption): CliFailure {
  const there = fields.map((field) => hintOf(field, option)).join(', ');
  return wrong(`${form} has nothing for ${given}.`, { advice: there ? `It takes: ${there}.` : 'It takes nothing.' });
}

function optionOf(name: string, option: NameOption): string {
  const hasItsOwn = option === '--set' && ['description', 'scope', 'expires'].includes(name);
  return hasItsOwn ? `\`--${name}\`` : `\`${option} ${name}=…\``;
}

function hintOf({ name, type }: Field, option: NameOption): string {
  if (type === 'scopes') return '`--scope`';
  if (type === 'duration') return '`--expires`';
  return optionOf(name, option);
}

function wrong(message: string, more: { advice?: string } = {}): CliFailure {
  return new CliFailure(message, { exitCode: 2, ...more });
}
