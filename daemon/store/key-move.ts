/**
 * Moves where the data key is kept, without losing a sign-in, wherever it is interrupted.
 *
 * The key itself changes, so that no copy of the old one opens what is sealed from now on. At each moment one key opens the
 * state, and another may lie around that does not: where that one is has been written down before it was made, and is
 * forgotten once it is taken away. The step between is one transaction: grants sealed anew, and where their key is.
 */

import type { StoreKeyRemoval, StoreKind, StoreMigration } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DataKey, type DataKeySource, keyCheck, newKeyName } from './data-key/source.ts';
import { DraftFacts, type FactChanges, type Facts, type Meta } from './meta.ts';

export type SourceOf = (kind: StoreKind, facts: Facts) => DataKeySource;

export interface KeyMoveParts {
  meta: Meta;
  sourceOf: SourceOf;
  /** As `SqliteGrants.sealAnew`. */
  sealAnew(keys: { from: DataKey; to: DataKey }, alongside: () => void, done: () => void): Promise<void>;
  log: Log;
}

interface UnusedKey {
  kind: StoreKind;
  key_name: string | null;
}

export class KeyMove {
  readonly #parts: KeyMoveParts;

  constructor(parts: KeyMoveParts) {
    this.#parts = parts;
  }

  /**
   * `moved` is told of the new place in the moment in which it counts. Resolves with what became of the old key; rejects
   * with `store_not_movable`, `store_locked`, `store_*`, and the state is then as it was.
   */
  async move(
    from: { kind: StoreKind; key: DataKey },
    wish: StoreMigration,
    { moved, signal }: { moved: (source: DataKeySource, key: DataKey) => void; signal: AbortSignal },
  ): Promise<StoreKeyRemoval> {
    const { meta, sourceOf, sealAnew, log } = this.#parts;
    refuseImpossible(from.kind, wish.to);
    await this.takeAwayUnused();
    const keyName = isNamed(wish.to) ? (wish.key_name ?? newKeyName()) : null;
    this.#note({ kind: wish.to, key_name: keyName });

    const draft = new DraftFacts(keyName === null ? {} : { key_name: keyName });
    const key = await this.#make(sourceOf(wish.to, draft), wish, signal);
    const old: UnusedKey = { kind: from.kind, key_name: meta.get('key_name') };
    const facts: FactChanges = {
      ...{ key_name: null, wrapped_key: null, ...draft.changes },
      ...{ store_kind: wish.to, key_check: keyCheck(key), unused_key: JSON.stringify(old) },
      moved_from: this.#kindsMovedFrom(from.kind, wish.to),
    };
    const done = () => moved(sourceOf(wish.to, meta), key);
    await sealAnew({ from: from.key, to: key }, () => meta.setWithin(facts), done);
    log.info({ from: from.kind, to: wish.to }, 'the key of the secret store was moved');
    return (await this.takeAwayUnused()) ?? { kind: from.kind, removed: true, detail: 'Nothing of it is left.' };
  }

  /** What an interrupted move, or a keyring that was locked, has left. null: nothing was. */
  async takeAwayUnused(): Promise<StoreKeyRemoval | null> {
    const { meta, sourceOf, log } = this.#parts;
    const unused = this.#unused();
    if (!unused || this.#isInUse(unused)) {
      if (unused) meta.set({ unused_key: null });
      return null;
    }
    const source = sourceOf(unused.kind, new DraftFacts({ key_name: unused.key_name }));
    const inState = { removed: true, detail: 'It was kept in the state, and is no longer.' };
    const removal = { kind: unused.kind, ...((await source.remove?.()) ?? inState) };
    // VS Code on another computer is out of reach for good; it is told, and not tried again.
    if (removal.removed || unused.kind === 'vscode') meta.set({ unused_key: null });
    log.info({ kind: unused.kind, removed: removal.removed }, 'a key that opens nothing was taken away');
    return removal;
  }

  async #make(source: DataKeySource, wish: StoreMigration, signal: AbortSignal): Promise<DataKey> {
    const answer = await source.make?.(wish, { mayCreate: true, tell: () => {}, signal });
    if (answer && 'key' in answer) return answer.key;
    await this.takeAwayUnused();
    const why = answer?.locked.detail ?? '';
    throw new TokenwellError('store_locked', `The key was not moved: ${wish.to} does not take it. ${why}`);
  }

  #note(unused: UnusedKey): void {
    this.#parts.meta.set({ unused_key: JSON.stringify(unused) });
  }

  #unused(): UnusedKey | null {
    return JSON.parse(this.#parts.meta.get('unused_key') ?? 'null');
  }

  /** Somebody has chosen this place again since. */
  #isInUse({ kind, key_name: name }: UnusedKey): boolean {
    const { meta } = this.#parts;
    return meta.get('store_kind') === kind && (!isNamed(kind) || meta.get('key_name') === name);
  }

  #kindsMovedFrom(from: StoreKind, to: StoreKind): string {
    const before = (this.#parts.meta.get('moved_from') ?? '').split(',').filter(Boolean);
    return [...new Set([...before, from])].filter((kind) => kind !== to).join(',');
  }
}

/** Kept among others, under a name. */
function isNamed(kind: StoreKind): boolean {
  return kind === 'keyring' || kind === 'vscode';
}

function refuseImpossible(from: StoreKind, to: StoreKind): void {
  const why = whyNot(from, to);
  if (why !== null) throw new TokenwellError('store_not_movable', why);
}

function whyNot(from: StoreKind, to: StoreKind): string | null {
  if (from === 'memory') {
    return 'The store `memory` keeps nothing that could be moved: its sign-ins end with the daemon. Start the daemon with another store, and sign in there.';
  }
  if (to === 'memory') {
    return 'Nothing can be moved to the store `memory`: it writes nothing down, and would lose the sign-ins with the next end of the daemon. Start a daemon with TOKENWELL_STORE=memory and sign in there.';
  }
  return from === to ? `The key is kept by \`${to}\` already.` : null;
}
