import assert from 'node:assert/strict';
import { DaemonUnreachable } from '../../../clients/node/daemon-error.ts';
import type { Daemon } from '../../../extension/daemon.ts';
import { Offers } from '../../../extension/panel/offers.ts';

describe('a value that is offered', () => {
  const value = { id: 'v1', expires_at: Date.now() / 1_000 + 120, parts: ['token'], may_keep: true, warning: '' };
  const parts = [{ name: 'token', value: 'canary-value' }];

  it('can be revealed once the daemon answers again, and is fetched once for all clicks', async () => {
    let isDown = true;
    let fetched = 0;
    const connection = {
      async showOneTimeValue() {
        if (isDown) throw new DaemonUnreachable('connection_lost', 'The connection broke.');
        fetched += 1;
        return { parts };
      },
      async forgetOneTimeValue() {},
    };
    const offers = new Offers({ reach: async () => connection } as unknown as Daemon, () => {});
    offers.make(value, 'nightly job');
    await assert.rejects(offers.reveal('1'), DaemonUnreachable);
    isDown = false;
    const answers = await Promise.all([offers.reveal('1'), offers.reveal('1')]);
    assert.deepEqual(
      answers.map((answer) => answer.parts),
      [parts, parts],
    );
    assert.equal(fetched, 1);
    offers.end(null);
  });
});
