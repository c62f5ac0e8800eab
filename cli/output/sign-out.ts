/** What became of a sign-in, in words: never "signed out" alone where something may still be alive. */

import type { AccountSummary, SignOutResponse } from '../../daemon/api.ts';
import { moment } from './moment.ts';
import { paint } from './paint.ts';
import { plainText } from './plain-text.ts';
import { print } from './print.ts';

export function tellSignOut(result: SignOutResponse, account: AccountSummary | undefined): void {
  const who = account ? `${account.name} on ${account.profile}` : result.account;
  const clean = result.revocation === 'revoked' || result.revocation === 'already_ended';
  const mark = clean ? paint('green', '✓') : paint('yellow', '!');
  print(`${mark} Signed out: ${plainText(who)}.`);
  print(`  ${plainText(result.detail)}`);
  if (!clean && result.may_live_until !== null) {
    print(`  It may be alive until ${moment(result.may_live_until)}.`);
  }
}
