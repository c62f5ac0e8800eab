/** Server metadata (OpenID Connect Discovery 1.0, RFC 8414), believed only as far as it can be checked. */

import { isLoopback, nameHop, requireSafeAddress } from '../../address.ts';
import { TokenwellError } from '../../errors.ts';
import { ProviderFailure } from '../failure.ts';
import { plainText } from '../plain-text.ts';
import { type JsonObject, readSuccess } from './answer.ts';
import { type Caller, call } from './http.ts';
import type { Server } from './server.ts';

const place = 'discovery document';

/** With `mutualTls`, the endpoints that the server keeps for clients with a certificate (RFC 8705 §5). */
export async function discover(issuer: string, caller: Caller, options: { mutualTls: boolean }): Promise<Server> {
  const issuerUrl = requireSafeAddress(issuer, 'issuer');
  const metadata = await fetchMetadata(issuerUrl, caller);
  requireSameIssuer(issuer, metadata);
  const find = (name: string) => findEndpoint(name, metadata, issuerUrl, options.mutualTls);
  return {
    issuer,
    discovered: true,
    token: required('token_endpoint', find('token_endpoint'), issuerUrl),
    deviceAuthorization: find('device_authorization_endpoint'),
    authorization: find('authorization_endpoint'),
    revocation: find('revocation_endpoint'),
    userinfo: find('userinfo_endpoint'),
    redirectNamesIssuer: metadata.authorization_response_iss_parameter_supported === true,
    idTokenAlgorithms: strings(metadata.id_token_signing_alg_values_supported),
    ...(Array.isArray(metadata.scopes_supported) && { scopes: strings(metadata.scopes_supported) }),
  };
}

async function fetchMetadata(issuer: URL, caller: Caller): Promise<JsonObject> {
  let answer: Awaited<ReturnType<typeof call>> | undefined;
  for (const address of metadataAddresses(issuer)) {
    answer = await call(caller, place, address, { method: 'GET', headers: {}, body: null });
    if (answer.status !== 404) break;
  }
  if (!answer || answer.status === 404) {
    throw new TokenwellError(
      'authorization_server_broken',
      `${issuer.host} has no discovery document at this issuer. Check the issuer's path. For a server that has none choose "OAuth 2.0 server without discovery" (\`tokenwell profile add NAME --system oauth2\`).`,
      { hop: nameHop(place, issuer.href) },
    );
  }
  return readSuccess(answer, nameHop(place, issuer.href));
}

/** OpenID Connect appends its path to the issuer (§4), RFC 8414 §3.1 puts its own between host and path. */
function metadataAddresses(issuer: URL): string[] {
  const path = issuer.pathname.replace(/\/$/, '');
  return [
    `${issuer.origin}${path}/.well-known/openid-configuration`,
    `${issuer.origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/** RFC 8414 §3.3: identical, so compared as text. A server could otherwise collect the grants of another. */
function requireSameIssuer(issuer: string, metadata: JsonObject): void {
  if (metadata.issuer === issuer) return;
  const named = typeof metadata.issuer === 'string' ? `\`${plainText(metadata.issuer, 200)}\`` : 'nothing';
  throw new TokenwellError(
    'issuer_mismatch',
    `The profile says \`${plainText(issuer, 200)}\`, the server calls itself ${named}. Both must be the same to the letter.`,
    { hop: nameHop(place, issuer) },
    // For whoever looks for the right issuer; it is asked itself then.
    { cause: { issuer: metadata.issuer } },
  );
}

function findEndpoint(name: string, metadata: JsonObject, issuer: URL, mutualTls: boolean): string | null {
  const aliases = metadata.mtls_endpoint_aliases as JsonObject | undefined;
  const address = (mutualTls && aliases?.[name]) || metadata[name];
  if (address === undefined || address === null) return null;
  const words = name.replaceAll('_', ' ');
  const url = requireSafeAddress(typeof address === 'string' ? address : '', words);
  // A remote server has no business with services on this machine that speak plain http.
  if (url.protocol === 'http:' && !isLoopback(issuer)) {
    throw new TokenwellError('insecure_address', `${issuer.host} names a ${words} at ${url.host} without https.`);
  }
  return url.href;
}

function required(name: string, address: string | null, issuer: URL): string {
  if (address) return address;
  const hop = nameHop(place, issuer.href);
  throw new ProviderFailure(`The ${hop} has no ${name}.`, { kind: 'answer_lost', hop, malformed: true });
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
