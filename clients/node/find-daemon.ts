/**
 * Where the daemon is: `TOKENWELL_SOCKET`, else `daemon.json` in the runtime directory, else its copy in the state
 * directory for callers that have another runtime directory or none (cron, snaps).
 *
 * What is found may be stale; only a call tells. What another user could have put there is not used at all.
 */

import { lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Discovery } from '../../daemon/api.ts';
import type { Paths } from '../../daemon/paths.ts';

export interface DaemonAddress {
  /** Path of the Unix socket, or the name of the pipe on Windows. */
  socket: string;
  /** null where `TOKENWELL_SOCKET` names a socket that no discovery file mentions. */
  discovery: Discovery | null;
}

type Environment = Record<string, string | undefined>;

/** null: no daemon has left a trace here. */
export function findDaemon(
  paths: Pick<Paths, 'discovery' | 'discoveryCopy'>,
  environment: Environment = process.env,
): DaemonAddress | null {
  const told = [readDiscovery(paths.discovery), readDiscovery(paths.discoveryCopy)].filter((one) => one !== null);
  const named = environment.TOKENWELL_SOCKET;
  if (named && isTrustworthySocket(named)) {
    return { socket: named, discovery: told.find(({ socket }) => socket === named) ?? null };
  }
  const discovery = told.find(({ socket }) => isTrustworthySocket(socket));
  return discovery ? { socket: discovery.socket, discovery } : null;
}

/** null: there is none, it is not one of ours, or it is damaged. */
export function readDiscovery(file: string): Discovery | null {
  if (!isOursAlone(dirname(file)) || !isOursAlone(file)) return null;
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isDiscovery(content) ? content : null;
  } catch {
    return null;
  }
}

/** Checked by hand, so that no program has to load zod to find the daemon. */
function isDiscovery(content: unknown): content is Discovery {
  if (typeof content !== 'object' || content === null) return false;
  const { socket, url, port, pid, version, start_id, key_file, host } = content as Record<string, unknown>;
  const texts = [socket, version, start_id, key_file, host];
  return (
    texts.every((text) => typeof text === 'string') &&
    (url === null || typeof url === 'string') &&
    (port === null || Number.isInteger(port)) &&
    Number.isInteger(pid)
  );
}

/** A socket of ours in a directory of ours: nobody else can have put it there, or can stand in for it. */
function isTrustworthySocket(path: string): boolean {
  if (path.startsWith('\\\\')) return true;
  return isOursAlone(dirname(path)) && (lstat(path)?.isSocket() ?? false) && isOursAlone(path);
}

/** Ours, no symbolic link, and closed to everybody else. Windows has no such modes; there the user's folder protects it. */
function isOursAlone(path: string): boolean {
  const status = lstat(path);
  if (!status || status.isSymbolicLink()) return false;
  if (process.getuid === undefined) return true;
  return status.uid === process.getuid() && (status.mode & 0o077) === 0;
}

function lstat(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
