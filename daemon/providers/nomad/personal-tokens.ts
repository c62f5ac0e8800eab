/** Personal access tokens (NOMAD 2.0): listed, made, rotated and revoked at the server. */

import type { FieldValues, TokenKind } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import type { AccountSession, ManagedToken, NewToken } from '../management.ts';
import type { JsonObject } from '../oidc/answer.ts';
import { plainText } from '../plain-text.ts';
import type { RevocationOutcome } from '../provider.ts';
import { type Api, type ApiAnswer, type ApiRequest, callApi, readToken, refusalOf, textOf } from './api.ts';
import { personalTokenFields } from './personal-token-form.ts';
import { signedInWith } from './served-token.ts';
import { tryToken } from './user.ts';

export const personalToken = 'personal_access_token';

const day = 86_400;
const pageSize = 100;
/** More than any NOMAD lets a user have. */
const mostPages = 20;

const carries =
  'Whoever has it can act as you, as far as its scopes go, until it expires or is revoked. It belongs in a secrets service or an environment variable; never in a plain file, a notebook or git.';

/** null: this NOMAD has none, or the account may not see them. */
export async function describePersonalTokens(api: Api, token: string): Promise<TokenKind | null> {
  const answer = await callTokens(api, '?page_size=1', { token });
  if (answer.status === 404 || answer.status === 405 || answer.status === 403) return null;
  if (answer.status >= 300) throw refusalOf(answer);
  return {
    kind: personalToken,
    label: 'Personal access token',
    description: 'A token with scopes of its own, for scripts and jobs. It can be given a new value, and revoked.',
    create: { by: 'form', flows: [], fields: personalTokenFields, warning: carries },
    edit: [],
    revocation: { possible: true, detail: 'What uses it is refused at once.' },
    recorded: 'server',
  };
}

export async function listPersonalTokens(api: Api, token: string, session: AccountSession): Promise<ManagedToken[]> {
  const found: ManagedToken[] = [];
  for (let page = 1; page <= mostPages; page++) {
    const answer = await callTokens(api, `?revoked=false&page_size=${pageSize}&page=${page}`, { token });
    // The account may not see them, or there are none: an old version.
    if (answer.status === 404 || answer.status === 405 || answer.status === 403) return [];
    if (answer.status >= 300) throw refusalOf(answer);
    const { data } = answer.body;
    if (!Array.isArray(data)) throw malformed(answer);
    const tokens = data.slice(0, pageSize).filter((one) => isObject(one) && one.revoked !== true);
    found.push(...tokens.map((one) => managed(one, session)).filter((one) => one !== null));
    if (data.length < pageSize) break;
  }
  return found;
}

export async function createPersonalToken(
  api: Api,
  token: string,
  session: AccountSession,
  values: FieldValues,
): Promise<NewToken> {
  const json = {
    metadata: {
      name: values.name,
      scopes: String(values.scope).split(' '),
      ...(values.description && { description: values.description }),
    },
    expires_in_days: Math.ceil(Number(values.expires_in) / day),
  };
  const answer = await callTokens(api, '', { method: 'POST', token, json });
  if (answer.status >= 300) throw refusalToMake(api, answer);
  return newToken(api, session, answer);
}

/** The server makes another of the same name, scopes and life, and the old one is dead. */
export async function rotatePersonalToken(
  api: Api,
  token: string,
  session: AccountSession,
  id: string,
): Promise<NewToken> {
  const answer = await callTokens(api, `/${encodeURIComponent(id)}/rotate`, { method: 'POST', token });
  if (answer.status === 404) throw noSuchToken(api);
  if (answer.status === 400) {
    throw new TokenwellError('bad_request', `${api.host} rotates only tokens that are neither expired nor revoked.`);
  }
  if (answer.status >= 300) throw refusalOf(answer);
  return newToken(api, session, answer);
}

/** The server's word is held against what it then says of the token, and where the value is at hand against its use. */
export async function revokePersonalToken(
  api: Api,
  token: string,
  id: string,
  value: string | null,
): Promise<RevocationOutcome> {
  const path = `/${encodeURIComponent(id)}`;
  const answer = await callTokens(api, path, { method: 'DELETE', token });
  if (answer.status === 404) throw noSuchToken(api);
  if (answer.status >= 300) throw refusalOf(answer);
  // Where this is not to be told, the server's word stands.
  const after = await callTokens(api, path, { token }).catch(() => null);
  const trial = value === null ? null : await tryToken(api, value).catch(() => null);
  const listed = after !== null && after.status < 300 && after.body.revoked !== true;
  const works = trial !== null && trial.outcome !== 'refused';
  if (!listed && !works) return { outcome: 'revoked' };
  const message = `The ${answer.hop} says that the token was revoked, but it ${works ? 'still works' : 'still counts it as valid'}.`;
  throw new ProviderFailure(message, { kind: 'refused', hop: answer.hop });
}

/** The code has them below `/auth/pats`, NOMAD's documentation says `/pats`. A missing path is told from a missing token. */
async function callTokens(api: Api, path: string, request: Omit<ApiRequest, 'path'>): Promise<ApiAnswer> {
  const answer = await callApi(api, { ...request, path: `/auth/pats${path}` });
  if (answer.status !== 404 || answer.body.detail !== 'Not Found') return answer;
  return callApi(api, { ...request, path: `/pats${path}` });
}

function newToken(api: Api, session: AccountSession, answer: ApiAnswer): NewToken {
  const value = readToken(answer.body.raw_token, answer.hop);
  const token = managed(answer.body.pat, session);
  if (!token) throw malformed(answer);
  const { grant, userName } = session;
  const user = { subject: grant.subject, name: userName };
  const expiresAt = token.expiresAt === 'never' ? null : token.expiresAt;
  const scopes = token.scope.split(' ').filter(Boolean);
  const served = { kind: personalToken, value, scopes, expiresAt, clientId: grant.clientId } as const;
  return {
    token,
    secrets: [{ name: 'token', label: 'Personal access token', value }],
    warning: carries,
    keep: { signedIn: signedInWith(api, user, served), scopes: grant.scopes },
  };
}

/** null: nothing that could be named to the server again. */
function managed(pat: unknown, { userName }: AccountSession): ManagedToken | null {
  if (!isObject(pat) || typeof pat.id !== 'string' || !/^[\w-]{1,128}$/.test(pat.id)) return null;
  const scopes = Array.isArray(pat.scopes) ? pat.scopes.slice(0, 100) : [];
  const words = [pat.name, pat.description].map((text) => plainText(textOf(text))).filter(Boolean);
  return {
    id: pat.id,
    kind: personalToken,
    description: words.join(': '),
    scope: scopes.filter((scope) => /^[\w:*-]{1,64}$/.test(textOf(scope))).join(' '),
    owner: userName,
    own: true,
    application: null,
    createdAt: secondsOf(pat.created_at),
    expiresAt: pat.expired_at === null ? 'never' : secondsOf(pat.expired_at),
    lastUsedAt: secondsOf(pat.last_used_at),
    actions: ['rotate', 'revoke', 'test'],
    valueNeededFor: ['test'],
    notes: [],
  };
}

/** NOMAD's times are in UTC, with or without saying so. */
function secondsOf(time: unknown): number | null {
  const text = textOf(time);
  const milliseconds = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isFinite(milliseconds) && milliseconds > 0 ? Math.floor(milliseconds / 1000) : null;
}

function refusalToMake({ host }: Api, answer: ApiAnswer): Error {
  const detail = textOf(answer.body.detail);
  const lifetime = /maximum allowed \((\d{1,6}) days\)/.exec(detail)?.[1];
  const number = /number of active PAT \((\d{1,6})\)/.exec(detail)?.[1];
  const words =
    (lifetime && `makes personal access tokens for ${lifetime} days at most`) ||
    (number && `lets you have ${number} personal access tokens at once: revoke one first`) ||
    (detail.startsWith('Invalid scopes') && 'does not know one of these scopes') ||
    (/not allowed to operate on PATs/.test(detail) &&
      'gives no personal access token a scope that begins with `tokens:`');
  return words ? new TokenwellError('bad_request', `${host} ${words}.`) : refusalOf(answer);
}

function noSuchToken({ host }: Api): TokenwellError {
  return new TokenwellError('token_not_found', `${host} has no such token of yours any more.`);
}

function malformed({ hop }: ApiAnswer): ProviderFailure {
  return new ProviderFailure(`The ${hop} answered with something that is not its list of tokens.`, {
    ...{ kind: 'answer_lost' as const, hop, malformed: true },
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
