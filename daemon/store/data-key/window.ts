/**
 * `vscode`: VS Code's secret storage on the user's own machine keeps the key; a window hands it over when it connects.
 * The choice for remote hosts without a keyring. Nothing on this machine can open the grants by itself.
 */

import { TokenwellError } from '../../errors.ts';
import type { Facts } from '../meta.ts';
import { type DataKeySource, decodeKey, type Locked, newKeyName } from './source.ts';

const waiting =
  'VS Code on your own computer keeps the key of this store. Open a VS Code window with Tokenwell on this machine; it hands the key over when it connects.';

const locked: Locked = { reason: 'waiting_for_window', detail: waiting };

export function windowSource(meta: Facts): DataKeySource {
  return {
    kind: 'vscode',
    wrongKey:
      'This VS Code holds another key than the one that the sign-ins on this machine were sealed with. Open a window from the computer where you signed in, or sign out here (`tokenwell logout PROFILE`) and sign in again.',

    keyName() {
      const known = meta.get('key_name');
      if (known !== null) return known;
      const name = newKeyName();
      meta.set({ key_name: name });
      return name;
    },

    fetch: async () => ({ locked }),

    // The window has kept the key before it hands it over, so it has named it too.
    async make(offer) {
      const key = decodeKey(offer.data_key ?? '');
      if (!key || !offer.key_name) return { locked };
      meta.set({ key_name: offer.key_name });
      return { key };
    },

    async unlock(offer) {
      const key = decodeKey(offer.data_key ?? '');
      if (!key)
        throw new TokenwellError('store_locked', `The store was not unlocked: no data key was offered. ${waiting}`);
      return key;
    },

    async remove() {
      const name = meta.get('key_name');
      meta.set({ key_name: null });
      if (name === null) return { removed: true, detail: 'No key was ever made.' };
      return {
        removed: false,
        detail: `VS Code on your own computer keeps the key "${name}", which opens nothing any more.`,
      };
    },
  };
}
