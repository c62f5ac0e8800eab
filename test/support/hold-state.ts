/**
 * A process that opens the state of TOKENWELL_HOME, says so, and holds it until it is ended.
 * Prints `held`, or the code and the message of the refusal. Usage: node hold-state.ts KIND
 */

import type { StoreKind } from '../../daemon/api.ts';
import { systemClock } from '../../daemon/clock.ts';
import type { TokenwellError } from '../../daemon/errors.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { openState } from '../../daemon/store/state.ts';

try {
  await openState({
    paths: findPaths(),
    kind: process.argv[2] as StoreKind,
    clock: systemClock,
    log: silentLog,
    events: { emit() {} },
  });
  process.stdout.write('held\n');
  setInterval(() => {}, 1_000);
} catch (error) {
  const { code, message } = error as TokenwellError;
  process.stdout.write(`${code}: ${message}\n`);
}
