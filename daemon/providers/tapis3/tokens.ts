/** Tokens of Tapis v3: each is an object of its own in the answer, `result.access_token.access_token`. */

import type { Caller } from '../oidc/http.ts';
import { readTokenBody, toTokenAnswer } from '../oidc/token-answer.ts';
import type { TokenAnswer } from '../provider.ts';
import { ask, type ClientKeys, objectOf } from './authenticator.ts';
import type { Places } from './places.ts';

/** `wish` is the grant's type with what it needs. A client without a key is named in the wish. Throws `ProviderFailure`. */
export async function requestTokens(
  caller: Caller,
  places: Pick<Places, 'token'>,
  wish: { grant_type: string; [parameter: string]: string },
  client: ClientKeys | null,
): Promise<TokenAnswer> {
  const request = { method: 'POST', place: 'token endpoint', url: places.token, json: wish, by: client };
  const { result, answer, hop } = await ask(caller, request);
  const { access_token: access, refresh_token: refresh } = objectOf(result);
  const { access_token, expires_in } = objectOf(access);
  const { refresh_token, expires_in: refresh_expires_in } = objectOf(refresh);
  const flat = { access_token, token_type: 'Bearer', expires_in, refresh_token, refresh_expires_in };
  return toTokenAnswer(readTokenBody({ ...answer, body: JSON.stringify(flat) }, hop));
}
