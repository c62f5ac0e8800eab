/** Finds the workspace of a caller, from its client key and from what it says of itself. */

import { type Caller, outsider } from '../caller.ts';
import { readClientWords } from '../client-words.ts';
import type { Workspaces } from './workspaces.ts';

/** A long-lived program says the same at each call, so that its words are read once. */
const mostRemembered = 1024;

export class Callers {
  readonly #workspaces: Workspaces;
  readonly #known = new Map<string, Caller>();

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
  }

  /** `words` is the header, `keyWorkspace` the folder whose client key was shown. */
  of(words: string | undefined, keyWorkspace: string | null): Caller {
    if (words === undefined && keyWorkspace === null) return outsider;
    const key = keyWorkspace === null ? (words as string) : `${keyWorkspace}\n${words ?? ''}`;
    return this.#known.get(key) ?? this.#remember(key, this.#find(words ?? null, keyWorkspace));
  }

  /** Workspaces came or went. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * The key goes before what is said, and the workspace of the terminal before the directory. But where any of them is
   * a folder that is not trusted, that one counts: its scripts gain nothing by being started elsewhere.
   */
  #find(words: string | null, keyWorkspace: string | null): Caller {
    const said = words === null ? null : readClientWords(words);
    const paths = [keyWorkspace, said?.workspace, said?.cwd];
    const found = paths.flatMap((path) => (path ? (this.#workspaces.of(path) ?? []) : []));
    const workspace = found.find(({ trusted }) => !trusted) ?? found[0];
    return { workspace: workspace?.folder ?? null, trusted: workspace?.trusted ?? true, words };
  }

  #remember(key: string, caller: Caller): Caller {
    if (this.#known.size >= mostRemembered) this.#known.clear();
    this.#known.set(key, caller);
    return caller;
  }
}
