/** A command that waits because a person has not said yes yet says so, lest it looks stuck. */

import type { Connection } from '../../clients/node/connection.ts';
import type { PermissionRequest } from '../../daemon/api.ts';
import { place } from '../place.ts';
import { question } from './permissions-text.ts';
import { printAside } from './print.ts';

/** `isOver`: it waits no more. Never rejects. */
export async function tellAwaitedPermission(daemon: Connection, isOver: () => boolean): Promise<void> {
  const awaited = await findAwaited(daemon).catch(() => undefined);
  if (awaited && !isOver()) printAside(question(awaited));
}

async function findAwaited(daemon: Connection): Promise<PermissionRequest | undefined> {
  const { requests, workspaces } = await daemon.permissions();
  const here = place(undefined, workspaces);
  return requests.find(({ workspace }) => workspace.folder === here);
}
