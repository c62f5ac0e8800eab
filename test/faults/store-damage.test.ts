import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { TokenwellError } from '../../daemon/errors.ts';
import { lastGoodPath } from '../../daemon/store/database-failure.ts';
import type { State } from '../../daemon/store/state.ts';
import { accountRecord, grantDraft, StateFolder } from '../support/state-folder.ts';

describe('a damaged state database', () => {
  const folder = new StateFolder();
  let sound: Buffer;
  let grantId: string;
  let expected: unknown;

  before(async () => {
    await folder.with('keyfile', async (state) => {
      grantId = (await state.grants.create(grantDraft())).id;
      await state.grants.recordIntent(grantId, { startedAt: 1_750_000_000_000 });
      state.accounts.save(accountRecord('account-1', grantId));
    });
    await folder.with('keyfile', async (state) => {
      expected = await everything(state);
    });
    sound = readFileSync(folder.paths.database);
  });
  after(() => folder.dispose());

  async function everything(state: State): Promise<unknown> {
    return { grant: await state.grants.read(grantId), accounts: state.accounts.list(), grants: state.grants.count() };
  }

  /** Opens the damaged file: all that it held, or a clear error; and it is left as it was found. */
  async function assertNeverGarbage(damaged: Buffer, what: string): Promise<string> {
    writeFileSync(folder.paths.database, damaged);
    const copy = readFileSync(lastGoodPath(folder.paths.database));
    try {
      const read = await folder.with('keyfile', everything);
      assert.deepEqual(read, expected, what);
      return 'as it was';
    } catch (error) {
      if (!(error instanceof TokenwellError)) throw new Error(what, { cause: error });
      assert.ok(
        ['store_damaged', 'store_unavailable'].includes(error.code),
        `${what}: ${error.code}: ${error.message}`,
      );
      assert.deepEqual(readFileSync(lastGoodPath(folder.paths.database)), copy, `${what}: the copy was changed`);
      return error.code;
    }
  }

  it('is never read as garbage, wherever a bit is flipped', async function () {
    this.timeout(120_000);
    const outcomes = new Map<string, number>();
    // The whole header, then a walk through all pages by a prime step.
    for (let position = 0; position < sound.length; position += position < 100 ? 1 : 127) {
      const damaged = Buffer.from(sound);
      damaged[position] = (damaged[position] as number) ^ (1 << (position % 8));
      const outcome = await assertNeverGarbage(damaged, `bit ${position % 8} of byte ${position}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    assert.ok((outcomes.get('store_damaged') ?? 0) > 20, JSON.stringify([...outcomes]));
  });

  it('is refused when it was cut, and stays as it is', async () => {
    for (const length of [2, 15, 50, 99, 100, 512, 4096, sound.length / 2, sound.length - 4096, sound.length - 1]) {
      const cut = sound.subarray(0, length);
      assert.equal(await assertNeverGarbage(cut, `cut to ${length}`), 'store_damaged', `cut to ${length}`);
      assert.equal(statSync(folder.paths.database).size, length);
    }
  });

  it('is refused when it is something else, and tells how to go back', async () => {
    writeFileSync(folder.paths.database, 'This is a shopping list, of more than a hundred bytes. '.repeat(20));
    await assert.rejects(folder.open('keyfile'), { code: 'store_damaged', message: /last good copy is .*mv / });
    rmSync(lastGoodPath(folder.paths.database));
    await assert.rejects(folder.open('keyfile'), { code: 'store_damaged', message: /no copy of it.*mv / });
  });
});
