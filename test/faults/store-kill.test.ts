import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { grantDraft, StateFolder } from '../support/state-folder.ts';

const rounds = 15;

describe('a daemon killed while it rotates', () => {
  const folder = new StateFolder();
  after(() => folder.dispose());

  it(`loses no acknowledged generation, in ${rounds} rounds of kill -9`, async function () {
    this.timeout(120_000);
    const grant = await folder.with('keyfile', (state) => state.grants.create(grantDraft()));
    for (let round = 0; round < rounds; round++) {
      const acknowledged = await rotateAndKill(grant.id, 1 + round * 3);
      await folder.with('keyfile', async (state) => {
        const stored = await state.grants.read(grant.id);
        assert.ok(stored);
        // The kill may fall between the commit and its acknowledgement: one more, never fewer.
        assert.ok(
          stored.generation === acknowledged || stored.generation === acknowledged + 1,
          `acknowledged ${acknowledged}, stored ${stored.generation}`,
        );
        assert.equal(stored.grant.refreshToken, `canary-refresh-${stored.generation}`);
        assert.equal(state.grants.count(), 1);
      });
    }
  });

  /** Kills the rotating process after some acknowledgements; returns the last generation that it acknowledged. */
  async function rotateAndKill(id: string, acknowledgements: number): Promise<number> {
    const rotating: ChildProcess = spawn(
      process.execPath,
      [new URL('../support/rotate-forever.ts', import.meta.url).pathname, id],
      { env: { ...process.env, TOKENWELL_HOME: folder.home }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = once(rotating, 'exit');
    let last = 0;
    let seen = 0;
    for await (const line of createInterface({ input: rotating.stdout as NodeJS.ReadableStream })) {
      last = Number(line);
      seen += 1;
      if (seen === acknowledgements) rotating.kill('SIGKILL');
    }
    await ended;
    return last;
  }
});
