import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreKind } from '../../daemon/api.ts';
import { killAtEveryStep } from '../support/key-moves.ts';
import type { StateFolder } from '../support/state-folder.ts';

describe('a daemon killed while it moves the key of its store', () => {
  for (const [from, to] of [
    ['keyfile', 'passphrase'],
    ['passphrase', 'keyfile'],
  ] as const) {
    it(`from ${from} to ${to} loses no sign-in and leaves no second key, at whichever step`, async function () {
      this.timeout(180_000);
      const steps = await killAtEveryStep({ from, to, check });
      assert.ok(steps >= 8, `only ${steps} steps were seen`);
    });
  }

  function check(folder: StateFolder, kind: StoreKind): void {
    assert.equal(existsSync(join(folder.paths.state, 'data.key')), kind === 'keyfile');
  }
});
