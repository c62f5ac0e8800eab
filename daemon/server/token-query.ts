/**
 * The query of `GET /v1/token/{profile}`, read by hand because most calls have none and the rest are short.
 * What it means is checked by the schema in api.ts, so that there is one truth.
 */

import { profileName, tokenQuery } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { TokenRequest } from '../token-service.ts';
import { validated } from './validation.ts';

export const tokenPath = '/v1/token/';

/** Reads a request target that starts with `tokenPath`. Throws `bad_request`, `not_found`. */
export function readTokenRequest(target: string): TokenRequest {
  const start = target.indexOf('?');
  const segment = target.slice(tokenPath.length, start === -1 ? undefined : start);
  if (segment === '' || segment.includes('/')) {
    throw new TokenwellError('not_found', 'Tokens are at /v1/token/PROFILE.');
  }
  const profile = readProfileName(segment);
  if (start === -1 || start === target.length - 1) return { ...nothingAsked, profile };
  const query = validated(tokenQuery, readParameters(target.slice(start + 1)), 'parameter');
  return {
    profile,
    account: query.account,
    scopes: query.scope?.split(' '),
    resources: typeof query.resource === 'string' ? [query.resource] : query.resource,
    minTtl: query.min_ttl,
    rejected: query.rejected,
    deadline: query.deadline,
  };
}

const nothingAsked = {
  account: undefined,
  scopes: undefined,
  resources: undefined,
  minTtl: undefined,
  rejected: undefined,
  deadline: undefined,
};

const plainProfileName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

function readProfileName(segment: string): string {
  if (plainProfileName.test(segment)) return segment;
  return validated(profileName, decode(segment, 'profile'), 'name of the profile');
}

/** Parameters by name, on an object without a prototype, so that `__proto__` is a name like any other. */
function readParameters(query: string): Record<string, string | number | string[]> {
  const parameters: Record<string, string | number | string[]> = Object.create(null);
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals), 'query');
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1), name);
    if (name === 'resource') parameters[name] = [...((parameters[name] as string[] | undefined) ?? []), value];
    else if (name in parameters)
      throw new TokenwellError('bad_request', `Send the parameter ${quote(name)} once only.`);
    else parameters[name] = name === 'min_ttl' || name === 'deadline' ? readNumber(name, value) : value;
  }
  return parameters;
}

/** Plain decimals only: Number() would also take an empty text, spaces, hexadecimal and exponents. */
function readNumber(name: string, value: string): number {
  if (/^\d{1,12}(?:\.\d{1,6})?$/.test(value)) return Number(value);
  throw new TokenwellError(
    'bad_request',
    `The parameter ${quote(name)} must be a number of seconds in plain decimals.`,
  );
}

function decode(text: string, name: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new TokenwellError('bad_request', `The parameter ${quote(name)} is not well-formed percent-encoding.`);
  }
}

function quote(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
