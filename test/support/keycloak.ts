/**
 * A real Keycloak 26.7 with the realm `lab`, one for all suites of a mocha run.
 *
 *     let keycloak: Keycloak;
 *     before(async function () {
 *       this.timeout(keycloakStartLimit);
 *       keycloak = await sharedKeycloak();
 *     });
 */

import { KeycloakAdmin } from './keycloak/admin.ts';
import { answerDeviceCode, authorize } from './keycloak/login.ts';
import { type KeycloakProcess, startKeycloakProcess } from './keycloak/process.ts';
import { type RealmOptions, realm, realmDefinition } from './keycloak/realm.ts';

export { confidentialClientSecret } from './keycloak/realm.ts';

export interface Keycloak {
  issuer: string;
  admin: KeycloakAdmin;
  process: KeycloakProcess;
  /** Through the real login and consent pages. */
  approve(verificationUriComplete: string, user?: string): Promise<void>;
  deny(verificationUriComplete: string, user?: string): Promise<void>;
  /** Plays the browser of a code flow: gives the redirect that the client would receive. */
  authorize(authorizationUri: URL | string, user?: string): Promise<URL>;
  stop(): Promise<void>;
}

/** Milliseconds; a start takes 20 to 40 s on two cores. */
export const keycloakStartLimit = 200_000;

export async function startKeycloak(options: RealmOptions = {}): Promise<Keycloak> {
  const server = await startKeycloakProcess(realm, realmDefinition(options));
  return {
    issuer: `${server.origin}/realms/${realm}`,
    admin: new KeycloakAdmin(server.origin),
    process: server,
    approve: (verificationUri, user = 'alice') => answerDeviceCode(verificationUri, user, 'approve'),
    deny: (verificationUri, user = 'alice') => answerDeviceCode(verificationUri, user, 'deny'),
    authorize: (authorizationUri, user = 'alice') => authorize(authorizationUri, user),
    stop: () => server.stop(),
  };
}

let shared: Promise<Keycloak> | undefined;

/** Started by the first suite that asks, stopped after the last suite of the run. */
export function sharedKeycloak(): Promise<Keycloak> {
  shared ??= startKeycloak();
  return shared;
}

// At the top level of a module that suites import, this is a hook of mocha's root suite.
if (typeof after === 'function') {
  after(async function stopSharedKeycloak() {
    this.timeout(20_000);
    const keycloak = await shared?.catch(() => undefined);
    await keycloak?.stop();
  });
}
