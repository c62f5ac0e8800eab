/** `memory`: a key for this run only. The database is in memory too, so that nothing at all is written. */

import { type DataKeySource, newDataKey } from './source.ts';

export function memorySource(): DataKeySource {
  return {
    kind: 'memory',
    wrongKey: 'This cannot happen: the key and what it sealed were made by the same process.',
    fetch: async () => ({ key: newDataKey() }),
  };
}
