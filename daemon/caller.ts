/**
 * Who calls, as far as it is known, and whether they may have tokens. A caller's workspace is its own word, unless it
 * showed the client key of one: this guards against accidents and careless scripts, not against a thief of the same user.
 */

import type { TokenwellError } from './errors.ts';

export interface Caller {
  /** Its folder; null: outside any workspace that is known. */
  readonly workspace: string | null;
  /** false: a window says that this folder is not trusted. */
  readonly trusted: boolean;
  /** What the program says of itself: `tokenwell-python pid=4711 cwd=/home/alice/thesis`; null: nothing. */
  readonly words: string | null;
}

export const outsider: Caller = { workspace: null, trusted: true, words: null };

/** Stands between callers and tokens; `permissions/` implements it, and the accounts ask it. */
export interface TokenGate {
  /** The warm path: a look-up in memory. Never throws. */
  allows(caller: Caller, account: string): boolean;
  /** A window that is connected: a person asks there for what is shown or given away once. Never one that is not trusted. */
  isWindow(caller: Caller): boolean;
  /** For a caller that is not allowed (yet): asks a person. Throws `permission_denied` where that is decided. */
  ask(caller: Caller, account: { id: string; name: string; profile: string }): Question;
}

export interface Question {
  /** Resolves with a person's yes; rejects with `permission_denied`, or `permission_required` where nobody is there to ask. */
  readonly allowed: Promise<void>;
  /** For a caller that can wait no longer. */
  late(): TokenwellError;
}
