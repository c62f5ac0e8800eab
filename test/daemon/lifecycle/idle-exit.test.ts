import assert from 'node:assert/strict';
import { IdleExit } from '../../../daemon/lifecycle/idle-exit.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('the idle exit', () => {
  let clock: FakeClock;
  let ends: number;
  let needed: boolean;
  let limit: number;
  let idleExit: IdleExit;

  beforeEach(() => {
    clock = new FakeClock();
    [ends, needed, limit] = [0, false, 12 * hour];
    idleExit = new IdleExit({ clock, limit: () => limit, isNeeded: () => needed, end: () => ends++ });
  });

  it('ends the daemon when nobody called for twelve hours, and once only', async () => {
    await clock.advance(12 * hour - minute);
    assert.equal(ends, 0);
    await clock.advance(2 * hour);
    assert.equal(ends, 1);
  });

  it('counts from the last call', async () => {
    await clock.advance(11 * hour);
    idleExit.called();
    await clock.advance(11 * hour);
    assert.equal(ends, 0);
    await clock.advance(2 * hour);
    assert.equal(ends, 1);
  });

  it('counts from when nothing was due any more', async () => {
    needed = true;
    await clock.advance(48 * hour);
    needed = false;
    await clock.advance(11 * hour);
    assert.equal(ends, 0);
    await clock.advance(2 * hour);
    assert.equal(ends, 1);
  });

  it('counts the hours that the machine slept', async () => {
    clock.suspend(13 * hour);
    await clock.advance(minute);
    assert.equal(ends, 1);
  });

  it('never comes when the setting is 0, and follows a change of it', async () => {
    limit = 0;
    await clock.advance(100 * hour);
    assert.equal(ends, 0);
    limit = hour;
    await clock.advance(minute);
    assert.equal(ends, 1);
  });

  it('does not come after it was stopped', async () => {
    idleExit.stop();
    await clock.advance(24 * hour);
    assert.deepEqual([ends, clock.pending], [0, []]);
  });
});
