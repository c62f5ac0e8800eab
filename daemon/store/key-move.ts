/**
 * Moves where the data key is kept, without losing a sign-in, wherever it is interrupted.
 *
 * The key itself changes, so that no copy of the old one opens what is sealed from now on. At each moment one key opens the
 * state, and others may lie around that do not (unused-keys.ts). The step between is one transaction: grants sealed anew, and where their key is.
 */

import type { StoreKeyRemoval, StoreKind, StoreMigration } from '../api.ts';
import { TokenwellError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type DataKey, type DataKeySource, keyCheck, newKeyName, type SourceOf } from './data-key/source.ts';
import { DraftFacts, type FactChanges, type Meta } from './meta.ts';
import { isNamed, notTakenAway, UnusedKeys } from './unused-keys.ts';

export interface KeyMoveParts {
  meta: Meta;
  sourceOf: SourceOf;
  /** As `SqliteGrants.sealAnew`. */
  sealAnew(keys: { from: DataKey; to: DataKey }, alongside: () => void, done: () => void): Promise<void>;
  log: Log;
}

export class KeyMove {
  readonly #parts: KeyMoveParts;
  readonly #unused: UnusedKeys;

  constructor(parts: KeyMoveParts) {
    this.#parts = parts;
    this.#unused = new UnusedKeys(parts);
  }

  /**
   * `moved` is told of the new place in the moment in which it counts. Resolves with what became of the old key; rejects
   * with `store_not_movable`, `store_locked`, `store_*`, and the state is then as it was: nothing that fails after that
   * moment is an error of the move.
   */
  async move(
    from: { kind: StoreKind; key: DataKey },
    wish: StoreMigration,
    { moved, signal }: { moved: (source: DataKeySource, key: DataKey) => void; signal: AbortSignal },
  ): Promise<StoreKeyRemoval> {
    const { meta, sourceOf, sealAnew, log } = this.#parts;
    refuseImpossible(from.kind, wish.to);
    await this.#unused.takeAway(signal);
    const keyName = isNamed(wish.to) ? (wish.key_name ?? newKeyName()) : null;
    const old = { kind: from.kind, key_name: meta.get('key_name') };
    const unusedOnceMoved = this.#unused.with(old);
    this.#unused.note({ kind: wish.to, key_name: keyName });

    const draft = new DraftFacts(keyName === null ? {} : { key_name: keyName });
    const key = await this.#make(sourceOf(wish.to, draft), wish, signal);
    const facts: FactChanges = {
      ...{ key_name: null, wrapped_key: null, ...draft.changes },
      ...{ store_kind: wish.to, key_check: keyCheck(key), unused_key: unusedOnceMoved },
      moved_from: this.#kindsMovedFrom(from.kind, wish.to),
    };
    const done = () => moved(sourceOf(wish.to, meta), key);
    await sealAnew({ from: from.key, to: key }, () => meta.setWithin(facts), done);
    log.info({ from: from.kind, to: wish.to }, 'the key of the secret store was moved');
    const removals = await this.#unused.takeAway(signal);
    return removals.at(-1) ?? { kind: from.kind, removed: false, detail: notTakenAway };
  }

  /** What an interrupted move, or a keyring that was locked, has left. Never rejects. */
  async takeAwayUnused(signal: AbortSignal): Promise<void> {
    await this.#unused.takeAway(signal);
  }

  async #make(source: DataKeySource, wish: StoreMigration, signal: AbortSignal): Promise<DataKey> {
    const answer = await source.make?.(wish, { mayCreate: true, tell: () => {}, signal });
    if (answer && 'key' in answer) return answer.key;
    await this.#unused.takeAway(signal);
    const why = answer?.locked.detail ?? '';
    throw new TokenwellError('store_locked', `The key was not moved: ${wish.to} does not take it. ${why}`);
  }

  #kindsMovedFrom(from: StoreKind, to: StoreKind): string {
    const before = (this.#parts.meta.get('moved_from') ?? '').split(',').filter(Boolean);
    return [...new Set([...before, from])].filter((kind) => kind !== to).join(',');
  }
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
