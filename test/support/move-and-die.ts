/**
 * Moves the key of TOKENWELL_HOME's store, and kills itself before step number STEP: a step is whatever changes something
 * outside this process. Ends in order, and says so, where the move had fewer steps.
 *
 *     node move-and-die.ts FROM TO STEP
 */

import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import type { StoreKind } from '../../daemon/api.ts';
import { systemClock } from '../../daemon/clock.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { openState } from '../../daemon/store/state.ts';

const passphrase = 'canary-passphrase';

const [from, to, last] = process.argv.slice(2) as [StoreKind, StoreKind, string];
let steps = 0;
let counts = false;

// What is written is there for whoever comes after a kill, whether it was synchronised or not.
dieInstead(fs, ['writeFileSync', 'renameSync', 'rmSync']);
dieInstead(childProcess, ['spawn']);
// Until its end a transaction has changed nothing.
dieInstead(DatabaseSync.prototype, ['exec'], (sql) => sql === 'COMMIT');
syncBuiltinESMExports();

const { store } = await openState({
  ...{ paths: findPaths(), kind: from, clock: systemClock, log: silentLog, events: { emit() {} } },
  keyring: { busAddress: () => process.env.DBUS_SESSION_BUS_ADDRESS },
});
if (from === 'passphrase') await store.unlock({ passphrase });
await store.ready();
counts = true;
await store.migrate(to === 'passphrase' ? { to, passphrase } : { to });
counts = false;
process.stdout.write('moved\n');
process.exit();

function dieInstead<Owner extends object>(
  owner: Owner,
  names: (keyof Owner)[],
  isStep: (first: unknown) => boolean = () => true,
): void {
  for (const name of names) {
    const does = owner[name] as (...parameters: unknown[]) => unknown;
    const doesOrDies = function (this: unknown, ...parameters: unknown[]) {
      if (counts && isStep(parameters[0]) && ++steps === Number(last)) process.kill(process.pid, 'SIGKILL');
      return does.apply(this, parameters);
    };
    owner[name] = doesOrDies as Owner[typeof name];
  }
}
