/** Long-lived tokens that were made here and outlive a sign-out: whoever has their value goes on using them. */

import type { LeftToken } from '../../daemon/api.ts';
import { tokenTitle } from './long-lived-tokens.ts';
import { moment } from './moment.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { print } from './print.ts';

export function tellLeftTokens(tokens: readonly LeftToken[]): void {
  for (const token of tokens)
    print(`${paint('yellow', '!')} Lives on: ${tokenTitle(token)}, ${plainText(whose(token))}.`);
  if (tokens.length > 0)
    print('  Sign in again to try or revoke what can be, or end it in your account page at the server.');
}

function whose({ owner, profile, expires_at: end }: LeftToken): string {
  return `of ${owner} on ${profile}${end === null ? '' : `, until ${moment(end)}`}`;
}
