/** Who talks to whom and how: everything that a request to a token endpoint needs besides its parameters. */

import type { ClientAuthentication, Grant } from '../../grant.ts';
import type { OutgoingSettings } from '../../outgoing-settings.ts';
import type { Profile } from '../../profile.ts';
import type { ConnectionTraits } from '../outgoing.ts';
import type { SignInSecrets } from '../provider.ts';
import { readClientAuthentication } from './client-authentication.ts';
import { readConfiguredFile } from './configured-file.ts';
import type { Caller } from './http.ts';
import { findServer, type Server } from './server.ts';

export interface Parties {
  server: Server;
  clientId: string;
  authentication: ClientAuthentication;
  caller: Caller;
}

/** For a sign-in: the profile's files are read and the server is asked for its endpoints. */
export async function meetServer(
  profile: Profile,
  secrets: SignInSecrets,
  settings: OutgoingSettings,
  signal: AbortSignal,
): Promise<Parties> {
  const authentication = await readClientAuthentication(profile, secrets);
  const connection = await readConnection(profile, authentication);
  const caller = { settings, connection, signal };
  return { server: await findServer(profile, caller), clientId: profile.clientId, authentication, caller };
}

/** For a grant: all of it comes from the grant, whatever the profile says now (design promise 7). */
export function partiesOfGrant(grant: Grant, settings: OutgoingSettings, signal: AbortSignal): Parties {
  const { clientAuthentication: authentication } = grant;
  const connection: ConnectionTraits = {
    certificateAuthority: grant.certificateAuthority,
    proxy: grant.proxy,
    clientCertificate: clientCertificateOf(authentication),
  };
  const server: Server = {
    issuer: grant.issuer,
    discovered: false,
    ...grant.endpoints,
    deviceAuthorization: null,
    authorization: null,
    redirectNamesIssuer: false,
    idTokenAlgorithms: [],
  };
  return { server, clientId: grant.clientId, authentication, caller: { settings, connection, signal } };
}

/** The same parties, for a request with an end of its own. */
export function until(signal: AbortSignal, parties: Parties): Parties {
  return { ...parties, caller: { ...parties.caller, signal } };
}

export async function readConnection(
  profile: Profile,
  authentication: ClientAuthentication,
): Promise<ConnectionTraits> {
  return {
    certificateAuthority: profile.caFile && (await readConfiguredFile(profile, profile.caFile, 'CA file')),
    proxy: profile.proxy,
    clientCertificate: clientCertificateOf(authentication),
  };
}

function clientCertificateOf(authentication: ClientAuthentication): ConnectionTraits['clientCertificate'] {
  if (authentication.method !== 'tls_client_auth') return null;
  return { certificate: authentication.certificate, privateKey: authentication.privateKey };
}
