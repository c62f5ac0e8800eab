/** The device flow (RFC 8628). How often to poll is for `accounts/device-polling.ts` to decide; here one poll is one request. */

import { genericGrantRequest, initiateDeviceAuthorization } from 'openid-client';
import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Profile } from '../../profile.ts';
import { ProviderFailure } from '../failure.ts';
import type { OutgoingAnswer } from '../outgoing.ts';
import { plainAddress, plainText } from '../plain-text.ts';
import type { DeviceAuthorization, DevicePoll } from '../provider.ts';
import { type JsonObject, readSuccess } from './answer.ts';
import { requestParameters } from './parameters.ts';
import { type Parties, until } from './parties.ts';
import type { Server } from './server.ts';
import { concludeSignIn } from './signed-in.ts';
import { duration } from './token-answer.ts';
import { configure, requestTokens, unwrap } from './token-request.ts';

const place = 'device authorization endpoint';
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

/** Seconds: RFC 8628 §3.2, where the server names no interval. */
const usualInterval = 5;
/** Seconds: no server has us ask without a pause. */
const shortestInterval = 1;
/** Seconds: no code is waited for longer than a day. */
const longestLife = 86_400;

export async function startDevice(profile: Profile, parties: Parties): Promise<DeviceAuthorization> {
  const hop = nameHop(place, parties.server.deviceAuthorization ?? parties.server.issuer);
  const configuration = await configure(parties, place, readDeviceAnswer);
  const started = await unwrap(hop, () => initiateDeviceAuthorization(configuration, requestParameters(profile))).catch(
    (error: unknown) => {
      throw deviceRefusal(error, profile, parties.server);
    },
  );
  return {
    userCode: plainText(started.user_code, 64),
    verificationUri: plainAddress(started.verification_uri),
    verificationUriComplete: started.verification_uri_complete ? plainAddress(started.verification_uri_complete) : null,
    expiresIn: Math.min(started.expires_in, longestLife),
    interval: Math.max(started.interval ?? usualInterval, shortestInterval),
    poll: (signal) => poll(profile, until(signal, parties), started.device_code),
  };
}

/**
 * Our request is well-formed; oidc-provider says `invalid_request` where RFC 6749 §5.2 has the other one, and
 * django-oauth-toolkit says it of a client that it does not know.
 */
const clientMayNot = new Set(['unauthorized_client', 'invalid_request']);

/** RFC 8628 §3.1 refers to RFC 6749 §5.2: the client is known, and may not sign in this way. Another way may be open. */
export function deviceRefusal(error: unknown, profile: Profile, server: Pick<Server, 'authorization'>): unknown {
  if (!(error instanceof ProviderFailure) || !clientMayNot.has(error.error ?? '')) return error;
  const host = URL.parse(profile.issuer)?.host ?? profile.issuer;
  const other = server.authorization ? `Try \`tokenwell login ${profile.name} --flow code\`, or have` : 'Have';
  const client = plainText(profile.clientId, 100);
  return new TokenwellError(
    'flow_not_supported',
    `${host} does not let the client ${client} use the device flow. ${other} the device flow enabled for the client, and see that its id is right.`,
    { hop: error.hop },
    { cause: error },
  );
}

async function poll(profile: Profile, parties: Parties, deviceCode: string): Promise<DevicePoll> {
  const parameters = new URLSearchParams({ device_code: deviceCode });
  for (const resource of profile.resources) parameters.append('resource', resource);
  try {
    const tokens = await requestTokens(parties, (library) => genericGrantRequest(library, grantType, parameters));
    return { outcome: 'signed_in', signedIn: await concludeSignIn(profile, parties, tokens) };
  } catch (error) {
    const outcome = error instanceof ProviderFailure && error.kind === 'refused' && pollOutcome(error.error);
    if (outcome) return { outcome };
    throw error;
  }
}

/** RFC 8628 §3.5. Any other error ends the sign-in as refused. */
function pollOutcome(error: string | undefined): Exclude<DevicePoll['outcome'], 'signed_in'> | undefined {
  switch (error) {
    case 'authorization_pending':
      return 'pending';
    case 'slow_down':
      return 'slow_down';
    case 'access_denied':
      return 'denied';
    case 'expired_token':
      return 'expired';
  }
  return undefined;
}

/** Odd members are brought to what RFC 8628 §3.2 says; Google calls the address `verification_url`. */
function readDeviceAnswer(answer: OutgoingAnswer, hop: string): JsonObject {
  const body = readSuccess(answer, hop);
  const { interval, verification_uri_complete: complete, ...rest } = body;
  const seconds = duration(interval);
  return {
    ...rest,
    verification_uri: body.verification_uri ?? body.verification_url,
    expires_in: duration(body.expires_in),
    ...(seconds && { interval: seconds }),
    ...(typeof complete === 'string' && complete && { verification_uri_complete: complete }),
  };
}
