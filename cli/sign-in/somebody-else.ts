/** `login --account NAME`, and the browser was signed in as somebody else: nobody wanted that sign-in, so it is not kept. */

import type { Connection } from '../../clients/node/connection.ts';
import type { SignIn } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { tellSignOut } from '../output/sign-out.ts';

export function isSomebodyElse({ state, account }: SignIn, wanted: string | undefined): boolean {
  if (state !== 'signed_in' || wanted === undefined || !account) return false;
  return wanted !== account.name && wanted !== account.id;
}

/** `before`: ids of the accounts that were there already; one of them stays signed in. */
export async function refuseSomebodyElse(
  daemon: Connection,
  { account, profile }: SignIn,
  before: string[],
  { account: wanted }: { account?: string },
): Promise<CliFailure> {
  const words = `You wanted to sign in as "${wanted}", but it was "${account?.name}"`;
  if (!account || before.includes(account.id)) {
    return new CliFailure(`${words}, who was signed in before and still is.`, {
      advice: `Sign out in the browser, and try again with \`tokenwell login ${profile} --account …\`.`,
    });
  }
  tellSignOut(await daemon.signOut(account.id), account);
  return new CliFailure(`${words}. That sign-in was not kept.`, {
    advice: 'Sign out in the browser before you try again.',
  });
}
