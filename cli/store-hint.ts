/** TOKENWELL_STORE counts when a daemon starts. One that runs already does not hear of it, which people must be told. */

import type { Connection } from '../clients/node/connection.ts';
import { paintError } from './output/paint.ts';
import { plainText } from './output/plain-text.ts';
import { printAside } from './output/print.ts';

/** null: it is not set, or it says what the daemon uses. */
export function storeContradiction(kind: string): { detail: string; advice: string } | null {
  const wished = process.env.TOKENWELL_STORE;
  if (!wished || wished === kind) return null;
  return {
    detail: `TOKENWELL_STORE is ${wished} here, but the daemon that runs uses ${kind}.`,
    advice: `Sign-ins go to ${kind}. ${howToChange(kind, wished)}`,
  };
}

/** What is in memory only cannot be moved, neither here nor there. */
function howToChange(kind: string, wished: string): string {
  if (kind !== 'memory' && wished !== 'memory')
    return `To change that, run \`tokenwell store migrate --to ${wished}\`.`;
  return 'To change that, sign out of all accounts, run `tokenwell daemon restart` and sign in again.';
}

/** Before a sign-in, which would otherwise be kept where the person did not want it. */
export async function hintAtStore(daemon: Connection): Promise<void> {
  if (!process.env.TOKENWELL_STORE) return;
  const words = storeContradiction((await daemon.health()).store.kind);
  if (words) printAside(`${paintError('yellow', 'Note:')} ${plainText(words.detail)} ${plainText(words.advice)}`);
}
