/**
 * Gives an account's grant away: it is deleted here first and only then told, so that a refresh token that works once is
 * never in two places. It is not revoked, since it shall work elsewhere.
 */

import type { TransferredGrant } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Grant } from '../grant.ts';
import type { Account } from './account.ts';
import { describeEnd } from './refresh/refresh-errors.ts';

/** Throws `action_not_supported` where there is nothing that another program could renew. */
export function requireTransferable({ provider, kind, clientAuthentication: { method } }: Grant): void {
  if (kind === 'access_token') {
    throw new TokenwellError(
      'action_not_supported',
      `This is a token that is served as it is (${provider}): nothing renews it, so there is no refresh token to give away.`,
    );
  }
  if (method === 'none' || method === 'client_secret_basic' || method === 'client_secret_post') return;
  throw new TokenwellError(
    'action_not_supported',
    'Its client proves itself by a key or a certificate, which are yours to hand on: variables cannot.',
  );
}

/** Whoever refreshes now is waited for. */
export async function takeGrantOut(account: Account): Promise<Grant> {
  const engine = account.signOut(null);
  if (!engine) throw describeEnd(account.record);
  await engine.idle();
  const stored = await engine.keeper.read();
  await engine.keeper.delete();
  if (!stored) throw describeEnd(account.record);
  return stored.grant;
}

export function asTransferred(account: string, grant: Grant, accessToken: string): TransferredGrant {
  const { clientAuthentication: authentication } = grant;
  return {
    ...{ account, issuer: grant.issuer, client_id: grant.clientId, access_token: accessToken },
    client_secret: 'clientSecret' in authentication ? authentication.clientSecret : null,
    refresh_token: grant.refreshToken,
  };
}
