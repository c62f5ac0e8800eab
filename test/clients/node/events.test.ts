import assert from 'node:assert/strict';
import { EventFeed } from '../../../clients/node/events.ts';
import { findDaemon } from '../../../clients/node/find-daemon.ts';
import type { Event } from '../../../daemon/api.ts';
import { startTestDaemon } from '../../support/daemon.ts';

describe('the event feed', () => {
  it('begins with the whole state, tells of changes, and comes back after a restart', async () => {
    const test = await startTestDaemon();
    const events: Event[] = [];
    let wake = () => {};
    const waitFor = async (condition: () => boolean) => {
      while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
    };
    let losses = 0;
    const feed = new EventFeed({
      find: () => findDaemon(test.paths, {}),
      client: 'test',
      backoff: { first: 5, longest: 20 },
      onEvent: (event) => {
        events.push(event);
        wake();
      },
      onDisconnect: () => {
        losses += 1;
        wake();
      },
    });
    const ofType = (type: Event['type']) => events.filter((event) => event.type === type);

    await waitFor(() => ofType('hello').length === 1);
    await test.connection.addProfile({ name: 'lab', definition: { issuer: 'https://a.example.org', client_id: 'x' } });
    await waitFor(() => ofType('profiles').length === 1);

    await test.daemon.end('stop');
    await waitFor(() => losses > 0);
    assert.deepEqual(ofType('shutdown'), [{ type: 'shutdown', reason: 'stop' }]);

    const second = await startTestDaemon({ home: test.home });
    await waitFor(() => ofType('hello').length === 2);
    assert.equal(
      events.findLast((event) => event.type === 'hello')?.start_id,
      second.daemon.services.lifecycle.startId,
    );
    feed.close();
    await second.close();
    await test.close();
  });
});
