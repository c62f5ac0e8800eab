/** The options of every command that gets a token: which one. */

import type { Command } from 'commander';
import type { TokenParameters } from '../../clients/node/connection.ts';
import type { TokenResponse } from '../../daemon/api.ts';
import { collect, wholeNumber } from '../option-values.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';

export interface TokenOptions {
  account?: string;
  scope?: string;
  resource?: string[];
  minTtl?: number;
}

export function takeTokenOptions(command: Command): Command {
  return command
    .option('--account <name>', 'name or id, where several are signed in on the profile')
    .option('--scope <scopes>', 'fewer scopes than were granted, separated by spaces')
    .option('--resource <address>', 'what the token is for (RFC 8707); may be repeated', collect)
    .option(
      '--min-ttl <seconds>',
      'how long it must still live; default: a tenth of its life, at most 60',
      wholeNumber,
    );
}

/** For commands that fill an environment. */
export function takeLongLivedOptions(command: Command): Command {
  return command
    .option('--transfer', 'where the names take a refresh token: give Tokenwell’s own away, instead of making one')
    .option('--yes', 'do not ask before something long-lived is put there');
}

export function tokenQueryOf({ account, scope, resource, minTtl }: TokenOptions): TokenParameters {
  return { account, scope, resource, min_ttl: minTtl };
}

/** Of a token that is the best one, and yet not as good as was asked. */
export function tellWhatIsNotMet(token: TokenResponse, options: TokenOptions): void {
  tellOfShortLife(token, options);
  tellOfWideScope(token, options);
}

export function tellOfShortLife(token: TokenResponse, { minTtl }: TokenOptions): void {
  if (minTtl === undefined || token.min_ttl_met !== false) return;
  printAside(`The server's tokens do not live for ${minTtl} s; this one lives for ${token.expires_in ?? '?'} s.`);
}

export function tellOfWideScope(token: TokenResponse, { scope }: TokenOptions): void {
  if (scope === undefined || token.scope_met !== false) return;
  printAside(
    `${paintError('yellow', 'Warning:')} the server gave more than "${scope}": the token has "${plainText(token.scope)}".`,
  );
}
