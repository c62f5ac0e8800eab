/** What was found and may be taken over: held in memory for ten minutes, or until it is taken or dropped. */

import { randomBytes } from 'node:crypto';
import type { CancelTimer, Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { Importable } from '../providers/imports.ts';

export interface HeldOffer {
  readonly id: string;
  label: string;
  /** null: nobody's format; only a profile that the person names can tell. */
  provider: string | null;
  places: string[];
  importable: Importable;
  /** One at a time: a second try would use the token up for the first. */
  taking: boolean;
}

/** Milliseconds: a list, and the time to choose from it. */
const life = 600_000;
/** More than anybody has; beyond, the oldest go. */
const most = 256;

export class HeldOffers {
  readonly #clock: Clock;
  readonly #held = new Map<string, { offer: HeldOffer; cancel: CancelTimer }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(found: Omit<HeldOffer, 'id' | 'taking'>): HeldOffer {
    const offer = { ...found, id: randomBytes(16).toString('base64url'), taking: false };
    const cancel = this.#clock.after(life, () => this.forget(offer.id));
    this.#held.set(offer.id, { offer, cancel });
    const [oldest] = this.#held.keys();
    if (this.#held.size > most && oldest !== undefined) this.forget(oldest);
    return offer;
  }

  /** Throws `import_not_found`. */
  find(id: string): HeldOffer {
    const held = this.#held.get(id);
    if (held) return held.offer;
    throw new TokenwellError(
      'import_not_found',
      'This was taken already, or more than ten minutes have passed since it was found. Look for it again.',
    );
  }

  forget(id: string): void {
    this.#held.get(id)?.cancel();
    this.#held.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.#held.keys()]) this.forget(id);
  }
}
