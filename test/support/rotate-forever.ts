/**
 * Rotates the one grant of TOKENWELL_HOME as fast as it can, until it is killed. Prints each generation once it is
 * acknowledged. Each rotation is preceded by an intent, as in the daemon.
 */

import { writeSync } from 'node:fs';
import { systemClock } from '../../daemon/clock.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { openState } from '../../daemon/store/state.ts';

const { grants } = await openState({
  paths: findPaths(),
  kind: 'keyfile',
  clock: systemClock,
  log: silentLog,
  events: { emit() {} },
});
const id = process.argv[2] as string;
for (;;) {
  const stored = await grants.read(id);
  if (!stored) throw new Error('the grant is gone');
  await grants.recordIntent(id, { startedAt: Date.now() });
  const next = { ...stored.grant, refreshToken: `canary-refresh-${stored.generation + 1}` };
  const generation = await grants.replace(id, next, stored.generation);
  writeSync(1, `${generation}\n`);
}
