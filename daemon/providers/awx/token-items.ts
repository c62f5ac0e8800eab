/** Tokens as the controller lists them. */

import { ProviderFailure } from '../failure.ts';
import type { ManagedToken } from '../management.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { plainText } from '../plain-text.ts';
import type { ControllerUser } from './user.ts';

export const personalToken = 'personal_access_token';
export const applicationToken = 'application_token';

/** Characters. */
export const longestDescription = 1024;

/** Seconds. AWX's default is a thousand years (its documentation has ten thousand): that is meant as "never". */
const practicallyForever = 50 * 365 * 86_400;

/** null: it makes no sense. `viewer`: the user who looks. */
export function readToken(item: JsonObject, viewer: ControllerUser): ManagedToken | null {
  const { id, user, application } = item;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return null;
  const kind = application === null || application === undefined ? personalToken : applicationToken;
  const own = viewer.id !== null && String(user) === viewer.id;
  const named = summaryOf(item, 'application').name;
  return {
    id: String(id),
    kind,
    description: textOf(item.description, longestDescription),
    scope: textOf(item.scope),
    owner: own ? viewer.name : textOf(summaryOf(item, 'user').username) || `user ${textOf(user)}`,
    own,
    application: kind === personalToken ? null : textOf(named) || `application ${textOf(application)}`,
    createdAt: timeOf(item.created),
    expiresAt: expiryOf(item),
    lastUsedAt: timeOf(item.last_used),
    actions: ['edit', 'test', 'revoke'],
    valueNeededFor: ['test'],
    notes: [],
  };
}

/** A token that was just made, with its value: a later answer has only stars. */
export function readNewToken(item: JsonObject, viewer: ControllerUser, hop: string) {
  const token = readToken(item, viewer);
  const value = item.token;
  if (token && typeof value === 'string' && isValue(value)) {
    const refreshToken = item.refresh_token;
    return { token, value, refreshToken: typeof refreshToken === 'string' ? refreshToken : null };
  }
  const message = `The ${hop} made a token and did not tell its value. Look into your list of tokens there, and delete it.`;
  throw new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
}

/** What may stand in a header (RFC 6750 §2.1), and is not the mask: stars, or `$encrypted$` on the newer platform. */
function isValue(text: string): boolean {
  return /^[\x21-\x7e]{1,4096}$/.test(text) && !/^\*+$/.test(text) && text !== '$encrypted$';
}

function expiryOf({ expires, created }: JsonObject): ManagedToken['expiresAt'] {
  const end = timeOf(expires);
  const start = timeOf(created);
  if (end === null) return null;
  return start !== null && end - start >= practicallyForever ? 'never' : end;
}

export function summaryOf({ summary_fields: fields }: JsonObject, name: string): JsonObject {
  const part = isObject(fields) ? fields[name] : undefined;
  return isObject(part) ? part : {};
}

export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}

/** `longest` is in characters. */
export function textOf(value: unknown, longest = 256): string {
  return typeof value === 'string' || typeof value === 'number' ? plainText(String(value), longest) : '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
