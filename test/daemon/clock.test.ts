import assert from 'node:assert/strict';
import { within } from '../../daemon/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('a wait for a while', () => {
  it('fails as what it waits for, and leaves no timer', async () => {
    const clock = new FakeClock();
    await assert.rejects(within(clock, 1_000, Promise.reject(new Error('no'))), { message: 'no' });
    assert.deepEqual(clock.pending, []);
  });

  it('is over in time, whatever comes of it later', async () => {
    const clock = new FakeClock();
    const { promise, reject } = Promise.withResolvers<void>();
    const waiting = within(clock, 1_000, promise);
    await clock.advance(1_000);
    await waiting;
    reject(new Error('late'));
    await clock.advance(0);
  });
});
