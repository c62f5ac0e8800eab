/** A window of VS Code, as the daemon sees it: listens, tells its folders, and answers questions. */

import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { Connection } from '../../clients/node/connection.ts';
import { EventFeed } from '../../clients/node/events.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { Event, PermissionRequest } from '../../daemon/api.ts';
import type { Paths } from '../../daemon/paths.ts';

export interface TestWindow {
  /** Calls as the window's workspace. */
  readonly connection: Connection;
  readonly events: Event[];
  /** Resolves with the first event that `pick` makes something of, past ones included. */
  event<Picked>(pick: (event: Event) => Picked | undefined): Promise<Picked>;
  /** The first question there was, or the next. */
  question(): Promise<PermissionRequest>;
  trust(trusted: boolean): Promise<void>;
  close(): void;
}

/** Resolves once the daemon knows its folder. */
export async function openWindow(
  { paths }: { paths: Paths },
  folder: string,
  { trusted = true }: { trusted?: boolean } = {},
): Promise<TestWindow> {
  const window = randomUUID();
  const find = () => findDaemon(paths, {});
  const common = { find, client: 'tokenwell-vscode', self: () => ({ window, workspace: folder }) };
  const events: Event[] = [];
  const listeners = new Set<() => void>();
  const connection = new Connection(common);
  const feed = new EventFeed({
    ...common,
    onEvent(event) {
      events.push(event);
      for (const listener of listeners) listener();
    },
  });

  function event<Picked>(pick: (event: Event) => Picked | undefined): Promise<Picked> {
    return new Promise((resolve) => {
      const look = () => {
        const picked = events.map(pick).find((each) => each !== undefined);
        if (picked === undefined) return;
        listeners.delete(look);
        resolve(picked);
      };
      listeners.add(look);
      look();
    });
  }

  const trust = (now: boolean) =>
    connection.registerWorkspaces({
      ...{ window, trusted: now, workspaces: [{ folder, name: basename(folder) }] },
    });
  await event((each) => (each.type === 'hello' ? true : undefined));
  await trust(trusted);
  return {
    ...{ connection, events, event, trust },
    question: () => event((each) => (each.type === 'permission_requested' ? each.request : undefined)),
    close: () => feed.close(),
  };
}
