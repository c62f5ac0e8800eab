/** The device flow as Tapis v3 has it: RFC 8628 in its steps, with names, errors and times of its own. */

import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import { plainAddress, plainText } from '../plain-text.ts';
import type { DeviceAuthorization, DevicePoll, SignInSecrets, TokenAnswer } from '../provider.ts';
import { ask, type ClientKeys, textOf } from './authenticator.ts';
import { Clients } from './clients.ts';
import { secondsUntil } from './expiry.ts';
import { conclude, noClient, type Visit } from './signed-in.ts';
import { requestTokens } from './tokens.ts';

/** Seconds: Tapis names no interval, and RFC 8628 §3.2 says what that means. */
const interval = 5;

export async function startDevice(visited: Visit, { clientSecret }: SignInSecrets): Promise<DeviceAuthorization> {
  const { profile, places, caller } = visited;
  if (profile.clientId === noClient) throw needsClient(visited);
  const place = 'device code endpoint';
  const json = { client_id: profile.clientId };
  const { result, answer, hop } = await ask(caller, { method: 'POST', place, url: places.device, json });
  const deviceCode = textOf(result, 'device_code');
  const userCode = plainText(textOf(result, 'user_code'), 64);
  const verificationUri = plainAddress(textOf(result, 'verification_uri'));
  if (!deviceCode || !userCode || !verificationUri) {
    const message = `The ${hop} answered without a code to enter, or without the address to enter it at.`;
    throw new ProviderFailure(message, { kind: 'answer_lost', hop, malformed: true });
  }
  return {
    ...{ userCode, verificationUri, verificationUriComplete: null, interval },
    expiresIn: secondsUntil((result as { expires_in?: unknown }).expires_in, answer.headers.get('date')),
    poll: (signal) => poll({ ...visited, caller: { ...caller, signal } }, deviceCode, clientSecret),
  };
}

async function poll(visited: Visit, deviceCode: string, key: string | undefined): Promise<DevicePoll> {
  const { profile, places, caller } = visited;
  const wish = { grant_type: 'device_code', client_id: profile.clientId, device_code: deviceCode };
  let answer: TokenAnswer;
  try {
    answer = await requestTokens(caller, places, wish, null);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'refused') throw error;
    if (error.error === 'authorization_pending') return { outcome: 'pending' };
    if (error.error === 'expired_token') return { outcome: 'expired' };
    throw error;
  }
  const client = key === undefined ? await ownClient(visited, answer) : { id: profile.clientId, key };
  return { outcome: 'signed_in', signedIn: await conclude(visited, client, answer) };
}

/** Tapis shows people the keys of their own clients: then the token can be renewed, and nobody has to type one. */
async function ownClient({ profile, places, caller }: Visit, { accessToken }: TokenAnswer): Promise<ClientKeys | null> {
  try {
    const clients = await new Clients(caller, places, accessToken).list();
    return clients.find(({ id, key }) => id === profile.clientId && key !== '') ?? null;
  } catch {
    return null;
  }
}

function needsClient({ profile }: Visit): TokenwellError {
  const detail = `The device flow needs a client: make one with \`tokenwell apps create\` after a sign-in with your password, and write its id as \`client_id\` into the profile ${profile.name}.`;
  return new TokenwellError('flow_not_supported', detail);
}
