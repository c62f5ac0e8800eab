/** Which addresses are safe to speak to: https anywhere, plain http on this machine only. */

import { TokenwellError } from './errors.ts';

/** Whether the URL names this machine by a loopback address or as `localhost` (RFC 8252 §7.3, §8.3). */
export function isLoopback(url: URL): boolean {
  // The URL parser has brought every spelling of an IPv4 address (0x7f.1, 2130706433) to four decimal numbers.
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

/**
 * https, or http on loopback; and nothing else, so no `javascript:`, `file:` or custom scheme. No user name either: in
 * `https://auth.example.org@evil.example` people read the wrong host.
 */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/**
 * Throws `insecure_address` unless the address may be spoken to. `name` says what it is, for the message: `token endpoint`.
 * Never puts the whole address into the message: its path and query may hold anything.
 */
export function requireSafeAddress(address: string, name: string): URL {
  const url = URL.parse(address);
  if (!url) throw new TokenwellError('insecure_address', `The ${name} is not a valid address.`);
  if (url.username || url.password) {
    throw new TokenwellError(
      'insecure_address',
      `The ${name} at ${url.host} has a user name or password in its address.`,
    );
  }
  if (!isSafeAddress(address)) {
    throw new TokenwellError(
      'insecure_address',
      `The ${name} at ${url.host || url.protocol} is not https. Plain http is accepted for loopback addresses only.`,
    );
  }
  return url;
}

/** `token endpoint of auth.example.org`: how messages name a place. */
export function nameHop(place: string, address: string): string {
  return `${place} of ${URL.parse(address)?.host ?? 'an unknown host'}`;
}
