/**
 * From an address as a person has it to the issuer as the server writes it: without a scheme, with a slash too many, of the
 * discovery document, of an account page. Each candidate is asked itself, so that what is found is a real issuer.
 */

import { isLoopback } from '../address.ts';
import type { ServerDiscovery } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Profile } from '../profile.ts';
import { ProviderFailure } from '../providers/failure.ts';
import type { Provider } from '../providers/provider.ts';

/** Throws what the most likely candidate met with. */
export async function searchServer(address: string, provider: Provider, signal: AbortSignal): Promise<ServerDiscovery> {
  const candidates = candidatesFor(address);
  let first: unknown;
  for (const candidate of candidates) {
    try {
      return await ask(candidate, provider, signal);
    } catch (error) {
      first ??= error;
      // One that cannot be reached or is not safe to ask does not become so under another path.
      if (!isWrongAddress(error)) break;
      const named = issuerNamedIn(error);
      if (named && sameOrigin(named, candidate) && !candidates.includes(named)) candidates.push(named);
    }
  }
  throw withAdvice(first, candidates[0] ?? '', provider);
}

async function ask(issuer: string, provider: Provider, signal: AbortSignal): Promise<ServerDiscovery> {
  const { flows, scopes } = await provider.capabilities(provisionalProfile(issuer, provider.name), signal);
  return { issuer, host: new URL(issuer).host, provider: provider.name, flows, scopes_supported: scopes ?? null };
}

/** The most likely first, as text: issuers are compared to the letter. */
export function candidatesFor(typed: string): string[] {
  const text = typed.trim().replace(/[?#].*$/s, '');
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}://${text}`;
  const url = URL.parse(address);
  if (!url) throw new TokenwellError('insecure_address', 'This is not an address; write https://HOST/PATH.');
  const path = url.pathname
    .replace(/\/\.well-known\/openid-configuration\/?$/, '')
    .replace(/^\/\.well-known\/oauth-authorization-server(?=\/|$)/, '');
  const bare = path.replace(/\/+$/, '');
  // Keycloak: its account pages lie below the issuer, its console beside it.
  const realm =
    /^(.*\/realms\/[^/]+)(?:\/.*)?$/.exec(bare)?.[1] ?? bare.replace(/\/admin\/([^/]+)\/console$/, '/realms/$1');
  const asTyped = path === url.pathname && path !== '/' ? [path] : [];
  const paths = new Set([...asTyped, bare, `${bare}/`, realm]);
  return [...paths].map((one) => `${url.protocol}//${url.username ? `${url.username}@` : ''}${url.host}${one}`);
}

function schemeFor(hostAndPath: string): string {
  const url = URL.parse(`http://${hostAndPath}`);
  return url && isLoopback(url) ? 'http' : 'https';
}

/** Something answered, and it is not the document of this issuer: a page for people, or that of another one. */
function isWrongAddress(error: unknown): boolean {
  if (error instanceof ProviderFailure) return error.malformed === true || error.kind === 'refused';
  if (!(error instanceof TokenwellError)) return false;
  return error.code === 'authorization_server_broken' || error.code === 'issuer_mismatch';
}

function issuerNamedIn(error: unknown): string | undefined {
  const issuer = (error as { cause?: { issuer?: unknown } }).cause?.issuer;
  return typeof issuer === 'string' ? issuer : undefined;
}

function sameOrigin(one: string, other: string): boolean {
  const origin = URL.parse(one)?.origin;
  return origin !== undefined && origin === URL.parse(other)?.origin;
}

/** What a person may have left out, where the kind of server tells. */
function withAdvice(error: unknown, candidate: string, { bareAddressHint }: Provider): unknown {
  const path = URL.parse(candidate)?.pathname ?? '';
  if (!bareAddressHint || !isWrongAddress(error) || issuerNamedIn(error) || !/^\/(?:auth\/?)?$/.test(path))
    return error;
  const host = new URL(candidate).host;
  const detail = `${host} does not tell at this address what it offers. ${bareAddressHint(candidate.replace(/\/$/, ''))}`;
  return new TokenwellError('authorization_server_broken', detail, {}, { cause: error });
}

/** What a provider needs to look at a server; the client plays no part in it. */
function provisionalProfile(issuer: string, provider: string): Profile {
  return {
    ...{ name: 'new', origin: 'user', file: '', provider, issuer, clientId: 'new' },
    ...{ scopes: [], resources: [], clientAuthenticationMethod: 'none' },
    ...{ privateKeyFile: null, privateKeyAlgorithm: null, privateKeyId: null, certificateFile: null },
    ...{ endpoints: null, caFile: null, proxy: null, narrowing: null, tokenFile: false, registries: [] },
  };
}
