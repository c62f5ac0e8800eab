/** Where a tenant of Tapis v3 has what is asked for, from its base address (`https://tacc.tapis.io`). */

import { requireSafeAddress } from '../../address.ts';

export interface Places {
  token: string;
  device: string;
  revocation: string;
  clients: string;
  user: string;
  metadata: string;
}

/** Throws `insecure_address`. */
export function placesOf(issuer: string): Places {
  const oauth = `${requireSafeAddress(issuer, 'base address').href.replace(/\/+$/, '')}/v3/oauth2`;
  return {
    token: `${oauth}/tokens`,
    device: `${oauth}/device/code`,
    revocation: `${oauth}/tokens/revoke`,
    clients: `${oauth}/clients`,
    user: `${oauth}/userinfo`,
    metadata: `${oauth}/.well-known/oauth-authorization-server`,
  };
}
