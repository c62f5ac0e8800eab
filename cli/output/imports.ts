/** What was found on this machine that could be taken over. Values are nowhere in it. */

import type { ImportOffer } from '../../daemon/api.ts';
import { moment } from './moment.ts';
import { paint, paintError } from './paint.ts';
import { plainText } from './plain-text.ts';
import { print, printAside } from './print.ts';

const kinds: Record<ImportOffer['kind'], string> = {
  refresh_token: 'Refresh token',
  offline_token: 'Offline token',
  access_token: 'Access token',
  password: 'User name and password',
  unknown: 'Token',
};

/** `numbers`: those that can be taken have one, to be chosen by. */
export function tellOffers(offers: readonly ImportOffer[], numbers: ReadonlyMap<string, number>): void {
  for (const offer of offers) {
    const number = numbers.get(offer.id);
    const mark = number === undefined ? '-' : String(number);
    print(`${paint('bold', mark.padStart(2))}  ${titleOf(offer)}`);
    print(`    ${paint('dim', plainText(offer.places.join(', ')))}`);
    for (const line of facts(offer)) print(`    ${plainText(line)}`);
    if (offer.problem) print(`    ${paint('yellow', '!')} ${plainText(offer.problem)}`);
  }
}

/** `Offline token of alice at auth.example.org (PROD)`. */
export function titleOf({ kind, user, issuer, part }: ImportOffer): string {
  const host = issuer === null ? '' : ` at ${URL.parse(issuer)?.host ?? issuer}`;
  return plainText(`${kinds[kind]}${user ? ` of ${user}` : ''}${host}${part ? ` (${part})` : ''}`);
}

export function tellWarnings({ warnings }: ImportOffer): void {
  for (const words of warnings) printAside(`${paintError('yellow', '!')} ${plainText(words)}`);
}

function facts({ label, issuer, client_id: client, expires_at: end, kind, ...offer }: ImportOffer): string[] {
  const who = [label, issuer, client && `client ${client}`].filter(Boolean).join(', ');
  const until = end !== null ? `ends ${moment(end)}` : kind === 'offline_token' ? 'no fixed end' : 'end not known';
  if (offer.problem) return [who];
  const where =
    offer.profile === null ? 'needs --profile' : `profile ${offer.profile}${offer.profile_is_new ? ' (new)' : ''}`;
  return [who, `${until}; ${where}`];
}
