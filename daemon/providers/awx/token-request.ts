/** The controller's token and revocation endpoints: form bodies only, JSON is refused there. */

import { nameHop } from '../../address.ts';
import type { ClientAuthentication, Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import { readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';
import { partiesOfGrant } from '../oidc/parties.ts';
import { readTokenBody, toTokenAnswer } from '../oidc/token-answer.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import type { TokenAnswer } from '../provider.ts';
import { externalUser, isAboutExternalUsers } from './refusals.ts';

export interface Application {
  clientId: string;
  authentication: ClientAuthentication;
  caller: Caller;
}

export function applicationOf(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Application {
  const { caller } = partiesOfGrant(grant, settings, signal);
  return { clientId: grant.clientId, authentication: grant.clientAuthentication, caller };
}

/** One request. AWX answers 200, the newer platform 201. Throws `not_permitted` for external users, else `ProviderFailure`. */
export async function requestTokens(
  address: string,
  application: Application,
  parameters: Record<string, string>,
): Promise<TokenAnswer> {
  const answer = await post('token endpoint', address, application, parameters);
  if (answer.status === 403 && isAboutExternalUsers(answer.body)) throw externalUser(new URL(address).host);
  const hop = nameHop('token endpoint', address);
  if (answer.status === 403 && /^The refresh token has expired/.test(answer.body)) {
    // AWX's own, in plain text: a refresh token that was not used for a month.
    const message = `The ${hop} says that the refresh token has expired.`;
    throw new ProviderFailure(message, { kind: 'refused', error: 'invalid_grant', hop });
  }
  if (answer.status === 500 && parameters.grant_type === 'refresh_token') {
    // Seen on AWX: the access token that belonged to it was deleted, and the library stumbles over that. It may as well
    // be out of order, so nothing is given up.
    const message = `The ${hop} failed (HTTP 500). AWX does so when this sign-in's access token was revoked there: if it goes on, sign in again.`;
    throw new ProviderFailure(message, { kind: 'unavailable', hop });
  }
  return toTokenAnswer(readTokenBody(answer, hop));
}

/** Says what the server says, which may be a lie: see revoke.ts. */
export async function requestRevocation(address: string, application: Application, token: string): Promise<void> {
  const answer = await post('revocation endpoint', address, application, { token });
  if (answer.status < 200 || answer.status > 299) readSuccess(answer, nameHop('revocation endpoint', address));
}

function post(
  place: string,
  address: string,
  { clientId, authentication, caller }: Application,
  parameters: Record<string, string>,
): Promise<OutgoingAnswer> {
  const form = new URLSearchParams(parameters);
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (authentication.method === 'client_secret_basic') {
    // RFC 6749 §2.3.1: both are form-encoded before they are joined.
    const [id, secret] = [clientId, authentication.clientSecret].map(encodeForm);
    headers.authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  } else {
    form.set('client_id', clientId);
    if (authentication.method === 'client_secret_post') form.set('client_secret', authentication.clientSecret);
  }
  return call(caller, place, address, { method: 'POST', headers, body: form.toString() });
}

function encodeForm(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
