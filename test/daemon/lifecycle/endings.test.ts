import assert from 'node:assert/strict';
import { Endings } from '../../../daemon/lifecycle/endings.ts';
import { silentLog } from '../../../daemon/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('what is closed at the end', () => {
  it('is closed in reverse order, one after the other, and once', async () => {
    const endings = new Endings({ clock: new FakeClock(), log: silentLog });
    const order: string[] = [];
    endings.add('first', () => order.push('first'));
    endings.add('second', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('second');
    });
    await endings.run(1_000);
    await endings.run(1_000);
    assert.deepEqual(order, ['second', 'first']);
  });

  it('does not wait for ever, and goes on after a failure, and tells', async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const endings = new Endings({ clock, log: { ...silentLog, error: (_fields, message) => told.push(message) } });
    const closed: string[] = [];
    endings.add('the last', () => closed.push('the last'));
    endings.add('one that hangs', () => new Promise(() => {}));
    endings.add('one that fails', () => {
      throw new Error('no');
    });
    const run = endings.run(5_000);
    await clock.advance(5_000);
    await run;
    assert.deepEqual(closed, ['the last']);
    assert.deepEqual(told, [
      'one that fails could not be ended in order',
      'one that hangs could not be ended in order',
    ]);
  });
});
