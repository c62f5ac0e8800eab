/** The authorization server of a profile: its endpoints, found by discovery or written in the profile. */

import { requireSafeAddress } from '../../address.ts';
import type { Profile } from '../../profile.ts';
import { discover } from './discovery.ts';
import type { Caller } from './http.ts';

export interface Server {
  issuer: string;
  /** Whether the server itself told its issuer, so that ID tokens and `iss` can be held against it. */
  discovered: boolean;
  token: string;
  deviceAuthorization: string | null;
  authorization: string | null;
  revocation: string | null;
  userinfo: string | null;
  /** RFC 9207: redirects of this server always carry `iss`. */
  redirectNamesIssuer: boolean;
  /** Empty: not told. */
  idTokenAlgorithms: string[];
  /** Absent: not told. */
  scopes?: string[];
}

/** Throws `issuer_mismatch`, `insecure_address`, `authorization_server_broken`, or `ProviderFailure`. */
export async function findServer(profile: Profile, caller: Caller): Promise<Server> {
  if (!profile.endpoints) {
    return discover(profile.issuer, caller, { mutualTls: profile.clientAuthenticationMethod === 'tls_client_auth' });
  }
  const { endpoints } = profile;
  const checked = (address: string | null, name: string) => address && requireSafeAddress(address, name).href;
  return {
    issuer: profile.issuer,
    discovered: false,
    token: requireSafeAddress(endpoints.token, 'token endpoint').href,
    deviceAuthorization: checked(endpoints.deviceAuthorization, 'device authorization endpoint'),
    authorization: checked(endpoints.authorization, 'authorization endpoint'),
    revocation: checked(endpoints.revocation, 'revocation endpoint'),
    userinfo: checked(endpoints.userinfo, 'userinfo endpoint'),
    redirectNamesIssuer: false,
    idTokenAlgorithms: [],
  };
}
