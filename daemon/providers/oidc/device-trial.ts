/**
 * Whether a device sign-in would begin: asks for a code (RFC 8628 §3.1) that nobody will approve, because servers tell
 * only then whether they let this client do so. The code ends by itself.
 */

import { nameHop } from '../../address.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { DeviceTrial } from '../provider.ts';
import { readSuccess } from './answer.ts';
import { deviceRefusal } from './device.ts';
import { type Caller, call } from './http.ts';
import { requestParameters } from './parameters.ts';
import type { Server } from './server.ts';

const place = 'device authorization endpoint';

/** Throws `ProviderFailure` where it would not begin. */
export async function tryDevice(profile: Profile, server: Server, caller: Caller): Promise<DeviceTrial> {
  const endpoint = server.deviceAuthorization ?? '';
  const body = requestParameters(profile);
  body.set('client_id', profile.clientId);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await call(caller, place, endpoint, { method: 'POST', headers, body: body.toString() });
  try {
    readSuccess(answer, nameHop(place, endpoint));
    return 'works';
  } catch (error) {
    // The secret is in nobody's hands here, so that a client which has one is refused like a stranger.
    const isStranger = error instanceof ProviderFailure && error.error === 'invalid_client';
    if (isStranger && profile.clientAuthenticationMethod !== 'none') return 'unproven';
    throw deviceRefusal(error, profile, server);
  }
}
