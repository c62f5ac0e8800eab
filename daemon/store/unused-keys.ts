/**
 * Keys that open nothing: any more, or not yet. Where each of them lies is written down before it is made, and is forgotten
 * once it is taken away; until then it is tried again, at each start and at each move.
 */

import type { StoreKeyRemoval, StoreKind } from '../api.ts';
import type { Log } from '../log.ts';
import type { SourceOf } from './data-key/source.ts';
import { DraftFacts, type Meta } from './meta.ts';

export interface UnusedKey {
  kind: StoreKind;
  key_name: string | null;
}

export interface UnusedKeysParts {
  meta: Meta;
  sourceOf: SourceOf;
  log: Log;
}

export class UnusedKeys {
  readonly #parts: UnusedKeysParts;

  constructor(parts: UnusedKeysParts) {
    this.#parts = parts;
  }

  /** As a fact to be written: what is noted already, and these. */
  with(...more: UnusedKey[]): string {
    const isOneOfThem = (noted: UnusedKey) => more.some((key) => isSame(noted, key));
    return JSON.stringify([...this.#noted().filter((key) => !isOneOfThem(key)), ...more]);
  }

  note(key: UnusedKey): void {
    this.#parts.meta.set({ unused_key: this.with(key) });
  }

  /** Takes away what can be: tells of each that is not in use what became of it, in the order of their notes. Never rejects. */
  async takeAway(signal: AbortSignal): Promise<StoreKeyRemoval[]> {
    const { meta, log } = this.#parts;
    try {
      const noted = this.#noted();
      if (noted.length === 0) return [];
      const unused = noted.filter((key) => !this.#isInUse(key));
      // Together: a keyring that is mute for one of them is so for all.
      const removals = await Promise.all(unused.map((key) => this.#remove(key, signal)));
      const left = unused.filter((key, index) => !removals[index]?.removed && isInReach(key));
      meta.set({ unused_key: left.length > 0 ? JSON.stringify(left) : null });
      return removals;
    } catch (error) {
      log.error({ err: error }, 'the note of keys that open nothing could not be read or written');
      return [];
    }
  }

  async #remove({ kind, key_name }: UnusedKey, signal: AbortSignal): Promise<StoreKeyRemoval> {
    const { sourceOf, log } = this.#parts;
    const source = sourceOf(kind, new DraftFacts({ key_name }));
    try {
      const inState = { removed: true, detail: 'It was kept in the state, and is no longer.' };
      const removal = { kind, ...((await source.remove?.(signal)) ?? inState) };
      log.info({ kind, removed: removal.removed }, 'a key that opens nothing was taken away');
      return removal;
    } catch (error) {
      log.error({ err: error, kind }, 'a key that opens nothing could not be taken away');
      return { kind, removed: false, detail: notTakenAway };
    }
  }

  /** Earlier states note one, not a list. */
  #noted(): UnusedKey[] {
    return [JSON.parse(this.#parts.meta.get('unused_key') ?? '[]')].flat();
  }

  /** Somebody has chosen this place again since. */
  #isInUse({ kind, key_name: name }: UnusedKey): boolean {
    const { meta } = this.#parts;
    return meta.get('store_kind') === kind && (!isNamed(kind) || meta.get('key_name') === name);
  }
}

export const notTakenAway =
  'The old key may still be where it was; it opens nothing any more. Tokenwell tries again to take it away when the daemon starts next.';

/** Kept among others, under a name. */
export function isNamed(kind: StoreKind): boolean {
  return kind === 'keyring' || kind === 'vscode';
}

function isSame(one: UnusedKey, other: UnusedKey): boolean {
  return one.kind === other.kind && (!isNamed(one.kind) || one.key_name === other.key_name);
}

/** VS Code on another computer is out of reach for good; it is told, and not tried again. */
function isInReach({ kind }: UnusedKey): boolean {
  return kind !== 'vscode';
}
