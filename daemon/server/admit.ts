/**
 * What gives something lasting away (the sign-in itself, a kept password, a new long-lived token) is for callers that may
 * have tokens of the account, as it is worth more than those; and for a person who asks for it in a window.
 */

import type { IncomingMessage } from 'node:http';
import type { Caller } from '../caller.ts';
import type { Services } from '../services.ts';
import { permissionOutcome } from './problem.ts';
import { wordsOf } from './words.ts';

/** `account` is an id. Waits for a person's answer as a token does. Throws `permission_*`, `account_not_found`. */
export async function admit(
  { accounts, permissions, audit }: Services,
  request: IncomingMessage,
  account: string,
): Promise<Caller> {
  const caller = permissions.identify(wordsOf(request), null);
  try {
    await accounts.admit(account, caller);
  } catch (error) {
    const outcome = permissionOutcome(error);
    const profile = accounts.list().find(({ id }) => id === account)?.profile;
    if (outcome && profile) audit.refused(caller, { profile }, outcome);
    throw error;
  }
  return caller;
}

/** The same for a token: where it is kept here, it is the token of the account that is served with it as well. */
export async function admitToToken(
  services: Services,
  request: IncomingMessage,
  account: string,
  id: string,
): Promise<Caller> {
  const caller = await admit(services, request, account);
  const served = services.longLivedTokens.keptAs(account, id);
  if (served !== null && served !== account) await admit(services, request, served);
  return caller;
}

/** The same for a value that is shown once: its id stands in the list of sign-ins, where another program may have read it. */
export async function admitToValue(services: Services, request: IncomingMessage, id: string): Promise<Caller> {
  const account = services.oneTimeValues.accountOf(id);
  if (services.accounts.list().some((one) => one.id === account)) return admit(services, request, account);
  // Signed out meanwhile: there is nothing left that somebody decided about, and the value would be lost.
  return services.permissions.identify(wordsOf(request), null);
}
