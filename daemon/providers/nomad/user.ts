/** Whom NOMAD takes the bearer of a token for. */

import { plainText } from '../plain-text.ts';
import { type Api, type ApiAnswer, callApi, refusalOf, textOf } from './api.ts';

export interface User {
  /** The same as `sub` in the tokens of NOMAD's realm. */
  subject: string | null;
  name: string;
}

/** `unnamed`: the token is good, but its scopes do not let it ask whose it is. */
export type Trial =
  | { outcome: 'works'; user: User }
  | { outcome: 'unnamed' }
  | { outcome: 'refused'; expired: boolean; answer: ApiAnswer };

export async function tryToken(api: Api, token: string): Promise<Trial> {
  const answer = await callApi(api, { path: '/users/me', token });
  if (answer.status < 300) return { outcome: 'works', user: userIn(answer) };
  const detail = textOf(answer.body.detail);
  if (answer.status === 403 && detail.startsWith('Missing scopes')) return { outcome: 'unnamed' };
  if (answer.status === 401 || answer.status === 403) {
    return { outcome: 'refused', expired: detail.startsWith('Expired token'), answer };
  }
  throw refusalOf(answer);
}

/** Throws where the token is not taken, or its bearer is not told. */
export async function requireUser(api: Api, token: string): Promise<User> {
  const trial = await tryToken(api, token);
  if (trial.outcome === 'works') return trial.user;
  throw trial.outcome === 'refused' ? refusalOf(trial.answer) : new TypeError('a session may ask whose it is');
}

function userIn({ body }: ApiAnswer): User {
  const [name] = [body.username, body.email, body.name, body.user_id]
    .map((value) => plainText(textOf(value), 128))
    .filter(Boolean);
  return { subject: plainText(textOf(body.user_id)) || null, name: name ?? 'unknown user' };
}
