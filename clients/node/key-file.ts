/** Client keys, as their owner-only files have them. */

import { readFileSync } from 'node:fs';
import { DaemonUnreachable } from './daemon-error.ts';
import type { DaemonAddress } from './find-daemon.ts';

/** Throws `DaemonUnreachable` where the file cannot be read. */
export function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const message = `The client key in ${file} cannot be read; \`tokenwell env\` prints where it is now.`;
    throw new DaemonUnreachable('not_running', message, { cause });
  }
}

/** A Unix socket in an owner-only directory needs no key; a Windows pipe can be opened by others, so it does. */
export function keyHeader(address: DaemonAddress): Record<string, string> {
  const file = address.discovery?.key_file;
  if (!address.socket.startsWith('\\\\') || !file) return {};
  return { Authorization: `Bearer ${readKey(file)}` };
}
