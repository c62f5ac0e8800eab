/** What the controller refuses, in words that tell the person why and what to do. */

import { type ErrorCode, TokenwellError } from '../../errors.ts';
import { type JsonObject, readSuccess } from '../oidc/answer.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import { plainText } from '../plain-text.ts';

export interface Circumstances {
  hop: string;
  host: string;
  method: string;
  /** What was wanted, after "may not": `make applications`. */
  wish: string;
  /** What a 404 means. */
  missing: ErrorCode;
  /** The token that was shown has the scope `write`; null: it was no token. */
  mayWrite: boolean | null;
}

/** Throws, whatever the answer says, unless it is a success. */
export function requireSuccess(answer: OutgoingAnswer, circumstances: Circumstances): void {
  const { status, body } = answer;
  if (status >= 200 && status <= 299) return;
  const { host, missing } = circumstances;
  if (status === 401) throw unknownCaller(circumstances);
  if (status === 403) throw forbidden(body, circumstances);
  if (status === 404) {
    throw new TokenwellError(missing, `${host} has none of this id, or does not show it to this user.`);
  }
  if (status === 400) {
    const detail = complaint(parse(body));
    if (detail) throw new TokenwellError('bad_request', `${host} does not take this: ${detail}`);
  }
  readSuccess(answer, circumstances.hop);
}

/** Of users from LDAP or SSO; the words are AWX's own, and the token endpoint sends them as plain text. */
export function isAboutExternalUsers(body: string): boolean {
  return /external authentication provider/i.test(body.slice(0, 4096));
}

export function externalUser(host: string): TokenwellError {
  return new TokenwellError(
    'not_permitted',
    `${host} gives no tokens to users that come from LDAP or single sign-on. An administrator can allow it: Settings, Miscellaneous Authentication, "Allow External Users to Create OAuth2 Tokens" (ALLOW_OAUTH2_FOR_EXTERNAL_USERS).`,
  );
}

function unknownCaller({ host, mayWrite }: Circumstances): TokenwellError {
  if (mayWrite === null) {
    return new TokenwellError(
      'authorization_server_refused',
      `${host} refuses this user name and password. If they are right, basic auth may be turned off there: sign in with an application, or paste a token.`,
    );
  }
  return new TokenwellError(
    'signed_out',
    `${host} does not take this token any more: it was revoked or has ended. Sign in again.`,
  );
}

function forbidden(body: string, { host, method, wish, mayWrite }: Circumstances): TokenwellError {
  if (isAboutExternalUsers(body)) return externalUser(host);
  if (method !== 'GET' && mayWrite === false) {
    return new TokenwellError(
      'not_permitted',
      `This account's token has the scope read, which takes all changes away. Sign in with the scope write to ${wish}.`,
    );
  }
  return new TokenwellError(
    'not_permitted',
    `${host} does not let this user ${wish}: that takes an administrator of the system or of the organization.`,
  );
}

/** The first complaint of `{"field": ["why"]}`, or of `{"detail": "why"}`. Empty: there is none to be read. */
function complaint(body: JsonObject): string {
  const [field, words] = Object.entries(body)[0] ?? [];
  const first: unknown = Array.isArray(words) ? words[0] : words;
  if (field === undefined || typeof first !== 'string') return '';
  const named = field === 'detail' || field === '__all__' || field === 'non_field_errors' ? '' : `${field}: `;
  return plainText(`${named}${first}`, 200);
}

export function parse(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
