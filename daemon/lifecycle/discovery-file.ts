/**
 * `daemon.json`: where clients learn how to reach this daemon. It lies in the runtime directory, with a copy in the state
 * directory for callers that have another runtime directory or none (cron, snaps).
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Discovery } from '../api.ts';
import type { Paths } from '../paths.ts';

type DiscoveryPaths = Pick<Paths, 'discovery' | 'discoveryCopy'>;

export function writeDiscovery(paths: DiscoveryPaths, discovery: Discovery): void {
  const content = `${JSON.stringify(discovery, null, 2)}\n`;
  for (const file of [paths.discovery, paths.discoveryCopy]) replaceFile(file, content);
}

/** Removes what this daemon wrote; what a successor has put in its place stays. */
export function removeDiscovery(paths: DiscoveryPaths, startId: string): void {
  for (const file of [paths.discovery, paths.discoveryCopy]) {
    if (startIdIn(file) === startId) rmSync(file, { force: true });
  }
}

/** null: there is no such file, or it is damaged. */
export function startIdIn(file: string): string | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).start_id;
  } catch {
    return null;
  }
}

/** By renaming, so that nobody ever reads half a file. */
function replaceFile(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.new`;
  writeFileSync(temporary, content, { mode: 0o600 });
  // The mode above is subject to the umask of whoever runs this.
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
}
