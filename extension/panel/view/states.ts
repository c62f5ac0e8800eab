/** How it stands with an account, in words. */

import type { AccountSummary } from '../../../daemon/api.ts';
import type { IconName } from './icon-names.ts';

const states: Record<AccountSummary['state'], { words: string; icon: IconName }> = {
  signing_in: { words: 'Signing in', icon: 'loading' },
  signed_in: { words: 'Signed in', icon: 'account' },
  retrying: { words: 'Retrying', icon: 'sync' },
  signed_out: { words: 'Signed out', icon: 'circle-slash' },
  locked: { words: 'Locked', icon: 'lock' },
};

export function stateOf({ state }: AccountSummary): { words: string; icon: IconName } {
  return states[state];
}
