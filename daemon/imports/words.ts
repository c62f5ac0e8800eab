/** What is left in the place where something was found, and what it can do there, for the person. */

import type { Importable } from '../providers/imports.ts';

export function describeLeftover(flow: Importable['flow'], usedUp: boolean): string {
  if (flow === 'password') {
    return 'The password is not stored here, and works there as before: Tokenwell has a sign-in of its own.';
  }
  if (usedUp) {
    return 'The server has replaced it: the copy that was found works no more, and a program that tries it can end this sign-in at some servers.';
  }
  return 'The server has not replaced it: the copy that was found still works, and is the same as the one that Tokenwell keeps. Revoking one ends both.';
}
