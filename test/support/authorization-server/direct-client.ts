/** openid-client, used directly: a client that is known to be right, to check the authorization server with. */

import assert from 'node:assert/strict';
import * as client from 'openid-client';
import type { AuthorizationServer } from '../authorization-server.ts';

export interface Session {
  configuration: client.Configuration;
  tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;
  refreshToken: string;
}

const insecure = { execute: [client.allowInsecureRequests] };

export function discover(
  server: AuthorizationServer,
  clientId: string,
  authentication: client.ClientAuth = client.None(),
) {
  return client.discovery(new URL(server.issuer), clientId, undefined, authentication, insecure);
}

export async function startDevice(
  server: AuthorizationServer,
  parameters: { scope?: string; resource?: string[] } = {},
  clientId = server.clientId,
  authentication: client.ClientAuth = client.None(),
) {
  const configuration = await discover(server, clientId, authentication);
  const form = new URLSearchParams({ scope: parameters.scope ?? 'openid offline_access profile read' });
  for (const resource of parameters.resource ?? []) form.append('resource', resource);
  return { configuration, device: await client.initiateDeviceAuthorization(configuration, form) };
}

export async function signIn(
  server: AuthorizationServer,
  who: { as?: string } = {},
  clientId = server.clientId,
  authentication: client.ClientAuth = client.None(),
  parameters: { scope?: string; resource?: string[] } = {},
): Promise<Session> {
  const { configuration, device } = await startDevice(server, parameters, clientId, authentication);
  await server.approve(device.user_code, who);
  const resource = parameters.resource?.[0];
  const extra = resource ? { resource } : {};
  // Approved already, so that the first poll has it; openid-client sleeps an interval before it.
  const impatient = { ...device, interval: 0.001 };
  const tokens = await client.pollDeviceAuthorizationGrant(configuration, impatient, extra);
  return { configuration, tokens, refreshToken: tokens.refresh_token ?? '' };
}

export function refresh(session: Session, refreshToken: string, parameters: Record<string, string> = {}) {
  return client.refreshTokenGrant(session.configuration, refreshToken, parameters);
}

export async function assertRefused(session: Session, refreshToken: string): Promise<void> {
  await assert.rejects(refresh(session, refreshToken), { error: 'invalid_grant' });
}

/** The error code of one poll. */
export async function pollOnce(server: AuthorizationServer, deviceCode: string): Promise<string> {
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const body = new URLSearchParams({ grant_type, client_id: server.clientId, device_code: deviceCode });
  const answer = await fetch(`${server.issuer}/token`, { method: 'POST', body });
  return ((await answer.json()) as { error: string }).error;
}

export async function authorizationUrl(configuration: client.Configuration) {
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: 'http://127.0.0.1:45678/callback',
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url, verifier };
}

export async function signInByCode(server: AuthorizationServer, configuration: client.Configuration) {
  const { url, verifier } = await authorizationUrl(configuration);
  const callback = await server.authorize(url);
  assert.equal(callback.port, '45678');
  return client.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier: verifier });
}

/** A device flow started over TLS with the run's authority trusted. */
export async function deviceOverTls(server: AuthorizationServer): Promise<{ user_code: string }> {
  const { Agent, fetch: fetchWith } = await import('undici');
  const dispatcher = new Agent({ connect: { ca: server.ca ?? '' } });
  const body = new URLSearchParams({ client_id: server.clientId, scope: 'openid' });
  const answer = await fetchWith(`${server.issuer}/device/auth`, { method: 'POST', body, dispatcher });
  const device = (await answer.json()) as { user_code: string; verification_uri: string };
  await dispatcher.close();
  assert.ok(device.verification_uri.startsWith('https://127.0.0.1:'), device.verification_uri);
  return device;
}

export function audience(accessToken: string): { aud: unknown; scope: unknown } {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  const { aud, scope } = JSON.parse(payload) as Record<string, unknown>;
  return { aud, scope };
}

export async function bytesRead(response: Response, enough: number): Promise<number> {
  let count = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    count += chunk.length;
    if (count >= enough) break;
  }
  return count;
}
