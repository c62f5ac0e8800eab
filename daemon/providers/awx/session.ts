/** The controller's API in the name of a signed-in account, at the address that its grant carries. */

import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { AccountSession } from '../management.ts';
import { ControllerApi } from './controller-api.ts';
import { placesOfGrant } from './places.ts';
import { applicationOf } from './token-request.ts';
import type { ControllerUser } from './user.ts';

export async function apiOf(session: AccountSession, settings: OutgoingSettings): Promise<ControllerApi> {
  const mayWrite = session.grant.scopes.includes('write');
  return withToken(session, settings, { token: await session.accessToken(), mayWrite });
}

export function userOfSession({ grant, userName }: AccountSession): ControllerUser {
  return { id: grant.subject, name: userName };
}

/** The same server, for whoever has this token. */
export function withToken(
  { grant, signal }: AccountSession,
  settings: OutgoingSettings,
  proof: { token: string; mayWrite: boolean },
): ControllerApi {
  const { caller } = applicationOf(grant, settings, signal);
  return new ControllerApi(placesOfGrant(grant).api, caller, proof);
}
