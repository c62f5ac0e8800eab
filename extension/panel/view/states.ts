/** How it stands with an account, in words. */

import type { AccountSummary } from '../../../daemon/api.ts';
import type { IconName } from './icon-names.ts';
import { t } from './words.ts';

const states: Record<AccountSummary['state'], { words: string; icon: IconName }> = {
  signing_in: { words: t('Signing in'), icon: 'loading' },
  signed_in: { words: t('Signed in'), icon: 'account' },
  retrying: { words: t('Retrying'), icon: 'sync' },
  signed_out: { words: t('Signed out'), icon: 'circle-slash' },
  locked: { words: t('Locked'), icon: 'lock' },
};

export function stateOf({ state }: AccountSummary): { words: string; icon: IconName } {
  return states[state];
}
