/** Where Tapis v2 has what is asked for, from its base address (`https://api.tacc.utexas.edu`). */

import { requireSafeAddress } from '../../address.ts';

export interface Places {
  base: string;
  token: string;
  /** As WSO2's API manager has it, on which Tapis v2 stands; where it is missing, that is told. */
  revocation: string;
  clients: string;
  user: string;
}

/** Throws `insecure_address`. */
export function placesOf(issuer: string): Places {
  const base = requireSafeAddress(issuer, 'base address').href.replace(/\/+$/, '');
  return {
    base,
    token: `${base}/token`,
    revocation: `${base}/revoke`,
    clients: `${base}/clients/v2`,
    user: `${base}/profiles/v2/me`,
  };
}
