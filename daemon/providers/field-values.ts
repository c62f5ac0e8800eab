/** What a person filled in, against the fields that they were asked for. */

import type { Field, FieldValues } from '../api.ts';
import { TokenwellError } from '../errors.ts';

/** The values of these fields alone, defaults filled in; null where nothing was given. Throws `bad_request`. */
export function readValues(fields: readonly Field[], given: FieldValues): FieldValues {
  const unknown = Object.keys(given).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) {
    const names = fields.map(({ name }) => name).join(', ') || 'nothing';
    throw new TokenwellError('bad_request', `There is no field ${JSON.stringify(unknown)} here; there is: ${names}.`);
  }
  return Object.fromEntries(fields.map((field) => [field.name, readValue(field, given[field.name])]));
}

/** The same for a change: what is not named stays as it is. Throws `bad_request`. */
export function readChanges(fields: readonly Field[], given: FieldValues): FieldValues {
  const named = fields.filter(({ name }) => name in given);
  if (Object.keys(given).length === 0) throw new TokenwellError('bad_request', 'Nothing to change was named.');
  if (fields.length === 0) throw new TokenwellError('action_not_supported', 'Nothing of this can be changed.');
  if (named.length < Object.keys(given).length) return readValues(fields, given);
  return readValues(named, given);
}

function readValue(field: Field, given: FieldValues[string] | undefined): FieldValues[string] {
  const value = given === undefined || given === null || given === '' ? field.default : given;
  if (value === null || value === '') {
    if (field.required) throw refusal(field, 'is needed');
    return null;
  }
  switch (field.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw refusal(field, 'must be true or false');
      return value;
    case 'duration':
      return readDuration(field, value);
    default:
      return readText(field, value);
  }
}

function readDuration(field: Field, value: string | number | boolean): number {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds <= 0) {
    throw refusal(field, 'must be a whole number of seconds, more than none');
  }
  if (field.maximum !== null && seconds > field.maximum) {
    throw refusal(field, `may be ${field.maximum} seconds (${days(field.maximum)}) at most`);
  }
  return seconds;
}

function readText(field: Field, value: string | number | boolean): string {
  if (typeof value !== 'string') throw refusal(field, 'must be text');
  if (field.maximum !== null && value.length > field.maximum) {
    throw refusal(field, `may have ${field.maximum} characters at most`);
  }
  const allowed = field.choices.map((choice) => choice.value);
  if (field.type === 'choice' && !allowed.includes(value))
    throw refusal(field, `must be one of: ${allowed.join(', ')}`);
  if (field.type === 'scopes') return readScopes(field, value, allowed);
  return value;
}

function readScopes(field: Field, value: string, allowed: string[]): string {
  const scopes = [...new Set(value.split(/\s+/).filter(Boolean))];
  // RFC 6749 §3.3: the characters of a scope name.
  if (scopes.some((scope) => !/^[!#-[\]-~]+$/.test(scope))) throw refusal(field, 'has a character that no scope has');
  const strange = field.free ? undefined : scopes.find((scope) => !allowed.includes(scope));
  if (strange !== undefined) throw refusal(field, `may have ${allowed.join(', ')}`);
  if (scopes.length === 0 && field.required) throw refusal(field, 'is needed');
  return scopes.join(' ');
}

/** The value itself is not repeated: it may be a secret. */
function refusal(field: Field, words: string): TokenwellError {
  return new TokenwellError('bad_request', `${field.label} (${field.name}) ${words}.`);
}

function days(seconds: number): string {
  const count = seconds / 86_400;
  return count >= 1 ? `${Math.floor(count)} days` : `${Math.floor(seconds / 60)} minutes`;
}
