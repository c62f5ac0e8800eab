/** Writes a grant that is too large for a limited disk, then a small one, and reports both as JSON. Usage: GRANT-ID */

import { systemClock } from '../../daemon/clock.ts';
import type { TokenwellError } from '../../daemon/errors.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { openState, type State } from '../../daemon/store/state.ts';

// The signal of the limit would end the process; without it the write fails, as on a full disk.
process.on('SIGXFSZ', () => {});

const id = process.argv[2] as string;

async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'kept';
  } catch (error) {
    const { code, message } = error as TokenwellError;
    return `${code}: ${message}`;
  }
}

async function rotate(state: State, refreshToken: string): Promise<void> {
  const stored = await state.grants.read(id);
  if (!stored) throw new Error('the grant is gone');
  await state.grants.replace(id, { ...stored.grant, refreshToken }, stored.generation);
}

async function summary(state: State) {
  const stored = await state.grants.read(id);
  return { generation: stored?.generation, refreshToken: stored?.grant.refreshToken, grants: state.grants.count() };
}

const options = { paths: findPaths(), kind: 'keyfile', clock: systemClock, log: silentLog } as const;
let state: State | undefined;
const refused = await outcome(async () => {
  state = await openState({ ...options, events: { emit() {} } });
});
if (state) {
  const open = state;
  const large = await outcome(() => rotate(open, 'canary-large'.padEnd(500_000, 'x')));
  const small = await outcome(() => rotate(open, 'canary-small'));
  console.log(JSON.stringify({ large, small, after: await summary(open) }));
  await open.close();
} else {
  console.log(JSON.stringify({ refused }));
}
