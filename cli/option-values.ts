/** Values of options, checked as commander reads them. */

import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number of seconds.');
  return Number(text);
}

/** A number of things, where `wholeNumber` is one of seconds. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** For options that may be repeated. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, text];
}

export function address(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('Write a whole address, such as https://auth.example.org/realms/lab.');
  }
  return text;
}

/** People copy the address of the discovery document, which is the issuer's with a tail (OpenID Connect Discovery §4). */
export function issuerAddress(text: string): string {
  return address(text).replace(/\/\.well-known\/(openid-configuration|oauth-authorization-server)$/, '');
}

export function profileName(text: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) {
    throw new InvalidArgumentError('Use lower-case letters, digits, dots, dashes and underscores, at most 64.');
  }
  return text;
}
