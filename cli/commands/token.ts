/** `tokenwell token`: a fresh access token on standard output, and nothing else there. */

import { createHash } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Connection } from '../../clients/node/connection.ts';
import type { TokenQuery, TokenResponse } from '../../daemon/api.ts';
import { type TokenOptions, takeTokenOptions, tellWhatIsNotMet, tokenQueryOf } from '../environment/token-options.ts';
import { CliFailure } from '../failure.ts';
import { wholeNumber } from '../option-values.ts';
import { print, printJson } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';
import { orSignInHere } from '../workspace-profile.ts';

interface Options extends TokenOptions {
  deadline?: number;
  refresh?: boolean;
  header?: boolean;
  json?: boolean;
}

export function define(program: Command): void {
  const command = program
    .command('token')
    .summary('print a fresh access token')
    .description('Prints an access token that is fresh now. The daemon renews it ahead of its expiry.')
    .argument('<profile>', 'the profile to get it from');
  takeTokenOptions(command)
    .option('--deadline <seconds>', 'how long to wait for it; default: 10', wholeNumber)
    .option('--refresh', 'a new one, even though the current one has not expired')
    .addOption(new Option('--header', 'as the header that its APIs take, for `curl -H @-`').conflicts('json'))
    .option('--json', 'with its expiry, scope and account')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell token lab --header | curl -H @- https://api.example.org/
  $ tokenwell token lab --min-ttl 600 --json
Without the command, over the daemon's socket:
  $ eval "$(tokenwell env)"
  $ curl --unix-socket "$TOKENWELL_SOCKET" http://tokenwell/v1/token/lab`,
    )
    .action(run);
}

async function run(profile: string, options: Options): Promise<void> {
  const daemon = await reachDaemon();
  const query = { ...tokenQueryOf(options), deadline: options.deadline };
  const waiting = options.refresh ? renewed(daemon, profile, query) : daemon.token(profile, query);
  const token = await orSignInHere(daemon, profile, tellingWhatItWaitsFor(waiting, daemon));
  tellWhatIsNotMet(token, options);
  if (options.json) printJson(token);
  else print(options.header ? headerOf(token) : token.access_token);
}

/** Of other types a client must know more than the token (RFC 6749 §7.1). */
function headerOf({ token_type: type, access_token: token, profile, header }: TokenResponse): string {
  if (header !== undefined) return `${header}: ${token}`;
  if (type.toLowerCase() === 'bearer') return `Authorization: Bearer ${token}`;
  throw new CliFailure(`The tokens of "${profile}" are of the type ${type}, for which there is no plain header.`, {
    advice: 'Ask without `--header`, and build what its API wants.',
  });
}

/** A call that takes so many milliseconds may wait for a person; without a word it would look stuck. */
const patience = 700;

async function tellingWhatItWaitsFor<Result>(work: Promise<Result>, daemon: Connection): Promise<Result> {
  let isOver = false;
  const timer = setTimeout(async () => {
    // Most calls are over before, and need not load it.
    const { tellAwaitedPermission } = await import('../output/awaited-permission.ts');
    await tellAwaitedPermission(daemon, () => isOver);
  }, patience);
  try {
    return await work;
  } finally {
    isOver = true;
    clearTimeout(timer);
  }
}

/** Renewal is asked for by saying that the current token was refused; if another caller was quicker, theirs is new enough. */
async function renewed(
  daemon: Connection,
  profile: string,
  query: { [Name in keyof TokenQuery]?: TokenQuery[Name] | undefined },
): Promise<TokenResponse> {
  const current = await daemon.token(profile, query);
  const rejected = createHash('sha256').update(current.access_token).digest('hex');
  return daemon.token(profile, { ...query, rejected });
}
