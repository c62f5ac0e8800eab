/**
 * Which folders are workspaces: those that a window has open, and those that somebody decided about. A folder below one
 * belongs to it; the nearest counts.
 *
 * Paths are compared as text. A process's own directory comes from the kernel without symbolic links, and of a
 * workspace both names are kept, so that no file system, which may hang, is asked while a caller waits.
 */

import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { KnownWorkspace, WorkspaceRegistration } from '../api.ts';
import { TokenwellError } from '../errors.ts';

type Folder = { folder: string; name: string };

interface Window {
  /** WebSockets that it has open now: a new one may be there before the old one is gone. */
  sockets: number;
  trusted: boolean;
  workspaces: Folder[];
}

export class Workspaces {
  readonly #windows = new Map<string, Window>();
  /** Folders that somebody decided about. */
  #decided: Folder[] = [];
  /** Without symbolic links, by the name that was used. */
  readonly #realNames = new Map<string, string>();
  readonly #known = new Map<string, KnownWorkspace>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  isConnected(window: string): boolean {
    return this.#windows.has(window);
  }

  windowOpened(window: string): void {
    const known = this.#windows.get(window);
    if (known) known.sockets += 1;
    else this.#windows.set(window, { sockets: 1, trusted: true, workspaces: [] });
  }

  /** Its folders are no workspaces any more, save those that were decided about. */
  windowClosed(window: string): void {
    const known = this.#windows.get(window);
    if (!known) return;
    known.sockets -= 1;
    if (known.sockets > 0) return;
    this.#windows.delete(window);
    this.#rebuild();
  }

  /** Throws `bad_request` for a window that is not connected: nobody would tell when it is gone. */
  async register({ window, trusted, workspaces }: WorkspaceRegistration): Promise<void> {
    const tidy = workspaces.map(({ folder, name }) => ({ folder: resolve(folder), name }));
    await this.#learnRealNames(tidy);
    const known = this.#windows.get(window);
    if (!known) {
      throw new TokenwellError('bad_request', 'Open /v1/events first, with the same `window=` in Tokenwell-Client.');
    }
    Object.assign(known, { trusted, workspaces: tidy });
    this.#rebuild();
  }

  /** Folders that somebody decided about. */
  remember(folders: Folder[]): void {
    this.#decided = folders;
    this.#rebuild();
    void this.#learnRealNames(folders).then((isNew) => isNew && this.#rebuild());
  }

  /** The workspace that this path is in, or undefined. */
  of(path: string): KnownWorkspace | undefined {
    if (this.#known.size === 0 || !isAbsolute(path)) return undefined;
    for (let folder = resolve(path); ; folder = dirname(folder)) {
      const found = this.#known.get(keyOf(folder));
      if (found) return found;
      if (dirname(folder) === folder) return undefined;
    }
  }

  /** The workspace with exactly this folder, as it is called where nobody has told. */
  named(folder: string): Folder {
    const tidy = resolve(folder);
    const { folder: known, name } = this.#known.get(keyOf(tidy)) ?? { folder: tidy, name: basename(tidy) || tidy };
    return { folder: known, name };
  }

  list(): KnownWorkspace[] {
    return [...new Set(this.#known.values())];
  }

  /** Whether there was something to learn. */
  async #learnRealNames(folders: Folder[]): Promise<boolean> {
    const unknown = folders.filter(({ folder }) => !this.#realNames.has(folder));
    const learn = async ({ folder }: Folder) => this.#realNames.set(folder, await realpath(folder).catch(() => folder));
    await Promise.all(unknown.map(learn));
    return unknown.length > 0;
  }

  #rebuild(): void {
    this.#known.clear();
    for (const { folder, name } of this.#decided) {
      this.#know({ folder, name, trusted: true, open: false });
    }
    for (const { trusted, workspaces } of this.#windows.values()) {
      for (const { folder, name } of workspaces) {
        const before = this.#known.get(keyOf(folder));
        // Where two windows differ, the careful one counts.
        this.#know({ folder, name, trusted: trusted && before?.trusted !== false, open: true });
      }
    }
    this.#changed();
  }

  #know(workspace: KnownWorkspace): void {
    const { folder } = workspace;
    this.#known.set(keyOf(folder), workspace).set(keyOf(this.#realNames.get(folder) ?? folder), workspace);
  }
}

/** Windows' file names are the same in upper and lower case. */
function keyOf(folder: string): string {
  return process.platform === 'win32' ? folder.toLowerCase() : folder;
}
