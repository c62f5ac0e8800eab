/** How a sign-in ended, in words and as an exit code. */

import type { SignIn } from '../../daemon/api.ts';
import type { ErrorCode } from '../../daemon/errors.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { CliFailure } from '../failure.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside } from '../output/print.ts';

/** Throws `CliFailure` unless somebody is signed in now. */
export function tellOutcome(signIn: SignIn): void {
  if (signIn.state !== 'signed_in') throw failureOf(signIn, `tokenwell login ${signIn.profile}`);
  const { account, profile } = signIn;
  const name = plainText(account?.name ?? 'somebody');
  print(`${paint('green', '✓')} Signed in on ${profile} as ${paint('bold', name)}.`);
  print(`  Get a token with: tokenwell token ${profile}`);
  const former = account?.former_sign_in;
  if (former) printAside(`${paintError('yellow', '!')} ${plainText(`The sign-in before: ${former.detail}`)}`);
}

/** RFC 6749 §5.1: a server may grant less than was asked for, and says so. A script would notice only when it is refused. */
export function tellMissingScopes({ account }: SignIn, asked: { scope: string } | undefined): void {
  const granted = account?.scope.split(' ') ?? [];
  const missing = (asked?.scope ?? '').split(' ').filter((scope) => scope !== '' && !granted.includes(scope));
  if (missing.length > 0) printAside(`${paintError('yellow', '!')} The server did not grant ${missing.join(', ')}.`);
}

/** `command` starts it again. */
export function failureOf({ state, error }: SignIn, command: string): CliFailure {
  const again = `Start it again with \`${command}\`.`;
  if (state === 'denied') {
    return new CliFailure('The sign-in was refused in the browser.', { exitCode: 5, advice: again });
  }
  if (state === 'expired') {
    return new CliFailure('The sign-in was not approved in time.', { exitCode: 5, advice: again });
  }
  if (state === 'cancelled') {
    return new CliFailure('The sign-in was cancelled.', { exitCode: 130, advice: again });
  }
  const exitCode = error ? exitCodeOf(error.code as ErrorCode) : 1;
  return new CliFailure(error?.detail ?? 'The sign-in failed.', { exitCode, advice: again });
}
