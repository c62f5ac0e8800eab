/** App tokens: signed statements of NOMAD that it keeps no list of, so that nothing but their end ends them. */

import type { FieldValues, TokenKind } from '../../api.ts';
import { TokenwellError } from '../../errors.ts';
import { type AccountSession, fieldOf, type NewToken } from '../management.ts';
import { type Api, type ApiAnswer, callApi, readToken, refusalOf, textOf } from './api.ts';
import { endOf, signedInWith } from './served-token.ts';

export const appToken = 'app_token';

const day = 86_400;
/** Seconds. More than NOMAD can count in, so that one without a limit fails rather than issues it. */
const beyondAnyLimit = 10 ** 15;

const cannotBeRevoked =
  'NOMAD keeps no list of app tokens and has no way to end one: it works until it expires. Choose a short life.';
const carries =
  'Whoever has it can act as you, save for making tokens, until it expires: it cannot be revoked. It belongs in a secrets service or an environment variable; never in a plain file, a notebook or git.';

/** null: this NOMAD has none. The longest life is the administrator's, and told only when one asks for more. */
export async function describeAppTokens(api: Api, token: string): Promise<TokenKind | null> {
  const answer = await requestAppToken(api, token, beyondAnyLimit).catch(() => null);
  if (answer?.status === 404) return null;
  const maximum = answer ? limitIn(answer) : null;
  // A long-lived token may not make another.
  const permitted = answer?.status !== 403 && answer?.status !== 401;
  return {
    kind: appToken,
    label: 'App token',
    description: 'A token with a fixed end, for a job or an app. It has all your permissions, save for making tokens.',
    create: permitted ? { by: 'form', flows: [], fields: fieldsFor(maximum), warning: carries } : null,
    edit: [],
    revocation: { possible: false, detail: cannotBeRevoked },
    recorded: 'here',
  };
}

export async function createAppToken(
  api: Api,
  token: string,
  session: AccountSession,
  values: FieldValues,
): Promise<NewToken> {
  const answer = await requestAppToken(api, token, Number(values.expires_in));
  if (answer.status >= 300) throw refusalToMake(api, answer);
  const value = readToken(answer.body.app_token, answer.hop);
  const expiresAt = endOf(value);
  const { grant, userName } = session;
  const user = { subject: grant.subject, name: userName };
  const served = { kind: appToken, value, scopes: [], expiresAt, clientId: grant.clientId } as const;
  return {
    token: {
      ...{ id: '', kind: appToken, description: String(values.description ?? ''), scope: '' },
      ...{ owner: userName, own: true, application: null, createdAt: null, expiresAt, lastUsedAt: null },
      ...{ actions: ['test'], valueNeededFor: ['test'] },
      notes: [`Cannot be revoked: it works until ${inWords(expiresAt)}.`],
    },
    secrets: [{ name: 'token', label: 'App token', value }],
    warning: carries,
    keep: { signedIn: signedInWith(api, user, served), scopes: grant.scopes },
  };
}

function requestAppToken(api: Api, token: string, seconds: number): Promise<ApiAnswer> {
  return callApi(api, { path: `/auth/app_token?expires_in=${seconds}`, token });
}

function fieldsFor(maximum: number | null) {
  const limit = maximum === null ? '' : ` At most ${daysIn(maximum)} here.`;
  return [
    fieldOf({
      ...{ name: 'description', label: 'Description', type: 'text', required: true, maximum: 256 },
      help: 'Where it will be used. Only Tokenwell remembers this.',
    }),
    fieldOf({
      ...{ name: 'expires_in', label: 'Expires in', type: 'duration', required: true, maximum },
      default: Math.min(7 * day, maximum ?? Number.POSITIVE_INFINITY),
      help: `As short as the job allows: it cannot be revoked.${limit}`,
    }),
  ];
}

/** Seconds; from the refusal of a longer life, e.g. `Input should be less than or equal to 2592000`. */
function limitIn({ status, body }: ApiAnswer): number | null {
  if (status !== 422 || !Array.isArray(body.detail)) return null;
  for (const one of body.detail.slice(0, 20)) {
    const told = one?.ctx?.le ?? /less than or equal to (\d{1,12})\b/.exec(textOf(one?.msg))?.[1];
    const seconds = Number(told);
    if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  }
  return null;
}

function refusalToMake({ host }: Api, answer: ApiAnswer): Error {
  if (answer.status === 403) {
    const detail = `${host} makes app tokens for sessions only: an app token or a personal access token cannot make another.`;
    return new TokenwellError('not_permitted', detail, { hop: answer.hop });
  }
  const limit = limitIn(answer);
  if (limit === null) return refusalOf(answer);
  return new TokenwellError('bad_request', `${host} makes app tokens for ${daysIn(limit)} at most.`);
}

function daysIn(seconds: number): string {
  return seconds >= day ? `${Math.floor(seconds / day)} days` : `${seconds} seconds`;
}

function inWords(epochSeconds: number | null): string {
  if (epochSeconds === null) return 'it expires';
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
