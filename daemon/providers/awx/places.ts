/** Where a server of this kind has its API and its OAuth endpoints. Nobody configures a prefix: it is found. */

import { nameHop, requireSafeAddress } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { Profile } from '../../profile.ts';
import { isWebPage, readSuccess } from '../oidc/answer.ts';
import { type Caller, call } from '../oidc/http.ts';

export interface Places {
  /** Ends in a slash: `https://awx.example.org/api/v2/` */
  api: string;
  /** Ends in a slash: `https://awx.example.org/api/o/` */
  oauth: string;
}

/** The API's path, and that of OAuth beside it: AWX and Controller 4, the platform's gateway, and its parts by themselves. */
const prefixes = [
  { api: '/api/v2/', oauth: '/api/o/' },
  { api: '/api/gateway/v1/', oauth: '/o/' },
  { api: '/api/v1/', oauth: '/o/' },
];

/** Asks without credentials. Throws `authorization_server_broken`, `insecure_address`, or `ProviderFailure`. */
export async function findPlaces(profile: Profile, caller: Caller): Promise<Places> {
  const base = requireSafeAddress(profile.issuer, 'address of the controller').href.replace(/\/+$/, '');
  let pages = 0;
  for (const { api, oauth } of prefixes) {
    const request = { method: 'GET', headers: {}, body: null };
    const answer = await call(caller, 'controller', `${base}${api}tokens/`, request);
    const { status, body } = answer;
    // Out of order or busy: what it is cannot be told now.
    if (status === 429 || status >= 500) readSuccess(answer, nameHop('controller', base));
    // Somebody without credentials is turned away by those that have tokens, in JSON; others have no such page.
    if ((status === 401 || status === 403) && body.trimStart().startsWith('{')) {
      return { api: base + api, oauth: base + oauth };
    }
    if (status < 300 && isWebPage(answer)) pages += 1;
  }
  const seen =
    pages === prefixes.length ? ' What answers there is a web page, perhaps of a proxy or a login form.' : '';
  throw new TokenwellError(
    'authorization_server_broken',
    `${new URL(base).host} does not answer like AWX or an Automation Controller: none of ${prefixes.map(({ api }) => api).join(', ')} has tokens there.${seen} Write the address that you open in the browser as the profile's issuer, without /api.`,
    { hop: nameHop('controller', base) },
  );
}

/** What the grant carries, whatever is found there now (design promise 7). */
export function placesOfGrant({ endpoints, issuer }: Pick<Grant, 'endpoints' | 'issuer'>): Places {
  return {
    api: (endpoints.userinfo ?? `${issuer}/api/v2/me/`).replace(/me\/$/, ''),
    oauth: endpoints.token.replace(/token\/$/, ''),
  };
}

export function endpointsOf({ api, oauth }: Places): Grant['endpoints'] {
  return { token: `${oauth}token/`, revocation: `${oauth}revoke_token/`, userinfo: `${api}me/` };
}
