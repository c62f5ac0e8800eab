/**
 * The owner socket: a Unix socket in the owner-only runtime directory.
 *
 * It is bound under a unique name and renamed over the stable one, so that a stale socket is replaced and nobody ever
 * finds the path without a listener behind it. When the directory or the socket vanishes (a logout deletes
 * XDG_RUNTIME_DIR, a cleaner empties /tmp) both are made again.
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CancelTimer, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { HttpListener } from './http-listener.ts';
import { prepareRuntimeDirectory } from './runtime-directory.ts';

/** Milliseconds between looks at the path; a look is one system call. */
const lookInterval = 5_000;

interface OwnerSocketOptions {
  path: string;
  clock: Clock;
  log: Log;
  createListener: () => HttpListener;
  /** Connections that may wait to be accepted. */
  backlog: number;
  /** The socket was made again: what else lay in the directory is gone too. */
  onRestored: () => void;
}

export class OwnerSocket {
  readonly #options: OwnerSocketOptions;
  readonly #listeners: HttpListener[] = [];
  #inode = 0n;
  #cancelLook: CancelTimer = () => {};
  #closed = false;

  constructor(options: OwnerSocketOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.path;
  }

  /** Throws `runtime_directory_unsafe`. */
  async open(): Promise<void> {
    await this.#bind();
    this.#lookAgain();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook();
    // Only our own: a successor may have put its socket here already.
    if (this.#isInPlace()) rmSync(this.#options.path, { force: true });
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  async #bind(): Promise<void> {
    const { path, createListener, backlog } = this.#options;
    prepareRuntimeDirectory(dirname(path));
    removeLeftovers(path);
    const temporary = `${path}.${randomBytes(8).toString('hex')}`;
    const listener = createListener();
    await listener.listen({ path: temporary, backlog });
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
    this.#inode = inodeOf(path);
    // Earlier listeners go on serving the connections they have.
    this.#listeners.push(listener);
  }

  #isInPlace(): boolean {
    return this.#inode !== 0n && inodeOf(this.#options.path) === this.#inode;
  }

  #lookAgain(): void {
    if (this.#closed) return;
    this.#cancelLook = this.#options.clock.after(lookInterval, async () => {
      if (!this.#isInPlace()) await this.#restore();
      this.#lookAgain();
    });
  }

  async #restore(): Promise<void> {
    const { log, onRestored } = this.#options;
    try {
      await this.#bind();
      log.warn({}, 'the owner socket had vanished and was made again');
      onRestored();
    } catch (error) {
      // Loopback TCP goes on serving; the next look tries again.
      log.error({ error: (error as Error).message }, 'the owner socket has vanished and cannot be made again yet');
    }
  }
}

/** Names of a start that was cut off between binding and renaming. The lock on the state allows one daemon, so they are stale. */
function removeLeftovers(path: string): void {
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(path), name), { force: true });
  }
}

/** 0: there is nothing, or it cannot be looked at (a file stands in the place of a directory, or one is closed to us). */
function inodeOf(path: string): bigint {
  try {
    return lstatSync(path, { bigint: true }).ino;
  } catch {
    return 0n;
  }
}
