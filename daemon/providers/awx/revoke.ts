/** Ending the grant of a sign-in, and looking whether it ended: the newer platform says yes and does nothing. */

import { nameHop } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import type { Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import { ProviderFailure } from '../failure.ts';
import type { RevocationOutcome, TokenAnswer } from '../provider.ts';
import { ControllerApi } from './controller-api.ts';
import { placesOfGrant } from './places.ts';
import { refresh } from './refresh.ts';
import { applicationToken, readToken } from './token-items.ts';
import { tokenPath, tokensOf } from './token-paths.ts';
import { applicationOf, requestRevocation } from './token-request.ts';
import { userOf } from './user.ts';

/** Throws `ProviderFailure` where the grant may still be alive. */
export async function revoke(
  grant: Grant,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<RevocationOutcome> {
  const outcome = grant.kind === 'access_token' ? revokeToken : revokePair;
  try {
    return await outcome(grant, settings, signal);
  } catch (error) {
    if (error instanceof TokenwellError) throw failure(grant, error.message);
    throw error;
  }
}

/** With itself as the proof, so that a sign-out needs nothing else. */
async function revokeToken(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Promise<RevocationOutcome> {
  const api = apiOf(grant, grant.refreshToken, settings, signal);
  if (!(await userOf(api))) return { outcome: 'revoked' };
  const id = grant.details?.tokenId;
  if (!id) {
    throw failure(grant, `${api.host} does not tell which of your tokens this is: delete it in your list there.`);
  }
  if (!grant.scopes.includes('write')) {
    throw failure(grant, `A token of the scope read cannot end itself: delete token ${id} in your list there.`);
  }
  await removeToken(api, id);
  if (await userOf(api)) throw failure(grant, `${api.host} says that token ${id} was deleted, but it still works.`);
  return { outcome: 'revoked' };
}

/**
 * By the revocation endpoint, which is for applications' tokens. Where the pair survives it, the trial has brought its
 * successor: that one is the newest, and is deleted by its id.
 */
async function revokePair(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Promise<RevocationOutcome> {
  if (grant.endpoints.revocation) {
    await requestRevocation(grant.endpoints.revocation, applicationOf(grant, settings, signal), grant.refreshToken);
  }
  const survivor = await trial(grant, settings, signal);
  if (!survivor) return { outcome: 'revoked' };
  const api = apiOf(grant, survivor.accessToken, settings, signal);
  const items = await api.list(tokensOf(grant.subject), { to: 'list their tokens' });
  const ids = items
    .map((item) => readToken(item, { id: grant.subject, name: '' }))
    .filter((token) => token?.own && token.kind === applicationToken)
    .map((token) => Number(token?.id));
  if (ids.length > 0) await removeToken(api, String(Math.max(...ids)));
  const successor = { ...grant, refreshToken: survivor.refreshToken ?? grant.refreshToken };
  if ((await userOf(api)) || (await trial(successor, settings, signal))) {
    throw failure(grant, `${api.host} says that the sign-in was ended, but it still works.`);
  }
  return { outcome: 'revoked' };
}

/** The grant is thrown away in any case. null: refused, as it should be; or not to be told, and the server's word stands. */
async function trial(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Promise<TokenAnswer | null> {
  try {
    return await refresh(grant, { scopes: grant.scopes, resources: [], signal }, settings);
  } catch {
    return null;
  }
}

async function removeToken(api: ControllerApi, id: string): Promise<void> {
  try {
    await api.remove(tokenPath(id), { to: 'revoke this token', missing: 'token_not_found' });
  } catch (error) {
    // Somebody else was faster.
    if (!(error instanceof TokenwellError) || error.code !== 'token_not_found') throw error;
  }
}

function apiOf(grant: Grant, token: string, settings: OutgoingSettings, signal: AbortSignal): ControllerApi {
  const { caller } = applicationOf(grant, settings, signal);
  return new ControllerApi(placesOfGrant(grant).api, caller, { token, mayWrite: grant.scopes.includes('write') });
}

function failure(grant: Grant, message: string): ProviderFailure {
  return new ProviderFailure(message, { kind: 'refused', hop: nameHop('API', placesOfGrant(grant).api) });
}
