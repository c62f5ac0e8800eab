/** Moves of the store's key that are killed at every one of their steps, and what must hold after each. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { StoreKind } from '../../daemon/api.ts';
import type { State, StateOptions } from '../../daemon/store/state.ts';
import { accountRecord, grantDraft, StateFolder } from './state-folder.ts';

const passphrase = 'canary-passphrase';
const program = join(import.meta.dirname, 'move-and-die.ts');

export interface KillableMove {
  from: StoreKind;
  to: StoreKind;
  keyring?: StateOptions['keyring'];
  environment?: Record<string, string>;
  /** How the world shall look once a daemon has opened the state again: where keys lie. */
  check(folder: StateFolder, kind: StoreKind): void | Promise<void>;
}

/** Resolves with the number of steps at which the move was killed. Each time the state opens, with its sign-in. */
export async function killAtEveryStep(move: KillableMove): Promise<number> {
  for (let step = 1; ; step++) {
    const folder = new StateFolder();
    try {
      if (await survives(move, folder, step)) return step - 1;
    } finally {
      await folder.dispose();
    }
  }
}

async function survives(move: KillableMove, folder: StateFolder, step: number): Promise<boolean> {
  const more = move.keyring ? { keyring: move.keyring } : {};
  const first = await folder.open(move.from, more);
  await open(folder, first);
  const grant = await first.grants.create(grantDraft());
  first.accounts.save(accountRecord('account-1', grant.id));
  await folder.close(first);

  const isMoved = await run(move, folder, step);

  const next = await folder.open(null, more);
  await open(folder, next);
  const found = await next.grants.read(grant.id);
  assert.equal(found?.grant.refreshToken, 'canary-refresh-1', `killed before step ${step}`);
  // Whatever was left over is taken away as soon as the store is open; a move waits until that is done.
  await assert.rejects(next.store.migrate({ to: next.store.kind }), { code: 'store_not_movable' });
  await move.check(folder, next.store.kind);
  await folder.close(next);
  return isMoved;
}

async function open(folder: StateFolder, state: State): Promise<void> {
  await folder.settled(state);
  if (state.store.kind === 'passphrase') await state.store.unlock({ passphrase });
  assert.equal(state.store.status().state, 'open');
}

/** false: it was killed. */
async function run({ from, to, environment }: KillableMove, folder: StateFolder, step: number): Promise<boolean> {
  const env = { ...process.env, TOKENWELL_HOME: folder.home, ...environment };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, from, to, String(step)], { env });
    assert.equal(stdout, 'moved\n');
    return true;
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return false;
    throw error;
  }
}
