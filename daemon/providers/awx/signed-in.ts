/** From what a sign-in brought to the grant that is kept: a token pair of an application, or a token that is served as it is. */

import type { GrantDraft } from '../../grant.ts';
import type { Profile } from '../../profile.ts';
import type { ConnectionTraits } from '../outgoing.ts';
import type { SignedIn, TokenAnswer } from '../provider.ts';
import { ControllerApi } from './controller-api.ts';
import { endpointsOf, type Places } from './places.ts';
import { scopesOf } from './scopes.ts';
import type { Application } from './token-request.ts';
import { type ControllerUser, whoAmI } from './user.ts';

/** What profiles write as `client_id` where they use no application. */
export const noApplication = 'none';

/** The pair is replaced at each refresh. */
export async function concludeWithPair(
  profile: Profile,
  places: Places,
  application: Application,
  answer: TokenAnswer,
): Promise<SignedIn> {
  const scopes = [...(answer.scopes ?? scopesOf(profile))].sort();
  const proof = { token: answer.accessToken, mayWrite: scopes.includes('write') };
  const user = await whoAmI(new ControllerApi(places.api, application.caller, proof));
  const { clientId, authentication, caller } = application;
  const grant: GrantDraft = {
    ...grantOf(profile.issuer, places, user, caller.connection),
    ...{ kind: answer.refreshToken ? 'refresh_token' : 'access_token', clientId, clientAuthentication: authentication },
    ...{ scopes, refreshToken: answer.refreshToken ?? answer.accessToken },
  };
  return { grant, answer, accountName: user.name };
}

export interface LongLived {
  value: string;
  /** The server's; null: it does not tell which of the user's tokens this is. */
  id: string | null;
  scopes: string[];
  /** Seconds since the epoch; null: never, or not known. */
  expiresAt: number | null;
  /** Made by a sign-in for itself, and known to nobody else. */
  bySignIn?: boolean;
}

export function concludeWithToken(
  issuer: string,
  places: Places,
  user: ControllerUser,
  connection: ConnectionTraits,
  { value, id, scopes, expiresAt, bySignIn = false }: LongLived,
): SignedIn {
  return {
    accountName: user.name,
    answer: {
      ...{ accessToken: value, tokenType: 'Bearer', expiresIn: null, scopes },
      ...{ refreshToken: null, refreshExpiresIn: null },
    },
    grant: {
      ...grantOf(issuer, places, user, connection),
      ...{ kind: 'access_token', clientId: noApplication, clientAuthentication: { method: 'none' } },
      ...{ scopes, refreshToken: value, expiresAt },
      details: { ...(id !== null && { tokenId: id }), ...(bySignIn && { bySignIn: 'yes' }) },
    },
  };
}

function grantOf(issuer: string, places: Places, { id }: ControllerUser, connection: ConnectionTraits) {
  return {
    ...{ provider: 'awx', issuer, subject: id, resources: [], endpoints: endpointsOf(places) },
    ...{ certificateAuthority: connection.certificateAuthority, proxy: connection.proxy },
    // django-oauth-toolkit 1.7 takes what was left out from the pair for good.
    narrowing: 'destructive' as const,
  };
}
