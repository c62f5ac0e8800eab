/** Why an address of a configuration file is not used, in words that tell what to write instead. */

import { isSafeAddress } from '../address.ts';

/** The end of a sentence that begins with the name of the address, or null where it may be used. */
export function addressFault(address: string): string | null {
  const url = URL.parse(address);
  if (!url) return 'is not an address; write one such as https://auth.example.org/realms/lab';
  if (url.username || url.password) return 'holds a user name or password; remove everything before the @';
  if (url.hash) return 'has a # part; remove it';
  if (isSafeAddress(address)) return null;
  if (url.protocol === 'http:') return 'begins with http://, which anybody on the way can read; write https://';
  return 'must begin with https://';
}
