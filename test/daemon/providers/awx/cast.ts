/** A provider, and a session of somebody who is signed in with a personal access token at this origin. */

import type { Grant } from '../../../../daemon/grant.ts';
import { AwxProvider } from '../../../../daemon/providers/awx/provider.ts';
import type { AccountSession } from '../../../../daemon/providers/management.ts';
import { grantFor, outgoing, profileFor, unhurried } from '../oidc/cast.ts';

export const provider = new AwxProvider(outgoing());

export const profileAt = (issuer: string) =>
  profileFor(issuer, { provider: 'awx', clientId: 'none', scopes: ['write'] });

export function tokenGrant(origin: string, more: Partial<Grant> = {}): Grant {
  return grantFor(origin, {
    ...{ provider: 'awx', kind: 'access_token', clientId: 'none', subject: '2', scopes: ['write'] },
    endpoints: {
      token: `${origin}/api/o/token/`,
      revocation: `${origin}/api/o/revoke_token/`,
      userinfo: `${origin}/api/v2/me/`,
    },
    ...{ narrowing: 'destructive', refreshToken: 'canary-token', details: { tokenId: '7' } },
    ...more,
  });
}

export function sessionAt(origin: string, more: Partial<Grant> = {}): AccountSession {
  const grant = tokenGrant(origin, more);
  return { grant, userName: 'alice', accessToken: async () => 'canary-token', signal: unhurried };
}
