/** The daemon's events, as commands that wait or watch get them. Apart from `reach-daemon.ts`, so that the others load no WebSocket. */

import { EventFeed, type EventFeedOptions } from '../clients/node/events.ts';
import { findDaemon } from '../clients/node/find-daemon.ts';
import { findPaths } from '../daemon/paths.ts';

/** Milliseconds between two looks for a daemon where none runs. */
const backoff = { first: 100, longest: 1_000 };

/** Starts no daemon, and follows whichever runs until it is closed. */
export function followDaemon(told: Pick<EventFeedOptions, 'onEvent' | 'onDisconnect'>): EventFeed {
  const paths = findPaths();
  return new EventFeed({ find: () => findDaemon(paths), client: 'tokenwell-cli', backoff, ...told });
}
