/**
 * Secrets that a server shows once. They are held in memory for two minutes and nowhere else: until then each can be shown
 * once, kept in the secret store, or handed to an export.
 */

import { randomBytes } from 'node:crypto';
import type { AccountSummary, OneTimeValue, ShownValue } from '../api.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import { TokenwellError } from '../errors.ts';
import type { SecretPart } from '../providers/management.ts';
import type { OneTimeValueService } from '../services.ts';

/** For the audit log. */
export interface Origin {
  profile: string;
  /** Id. */
  account: string;
  scope: string;
}

export interface Secret {
  parts: SecretPart[];
  warning: string;
  origin: Origin;
  /** Keeps it under this new profile; null: it can only be shown. */
  keep: ((profile: string) => Promise<AccountSummary>) | null;
}

interface Held {
  secret: Secret;
  shown: boolean;
  /** One at a time: a second keep would find the value used up. */
  keeping: boolean;
  cancel: CancelTimer;
}

/** Seconds: as long as a person needs to copy it, and no longer. */
const life = 120;

export class OneTimeValues implements OneTimeValueService {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(secret: Secret): OneTimeValue {
    const id = randomBytes(32).toString('base64url');
    const cancel = this.#clock.after(life * 1000, () => this.#held.delete(id));
    this.#held.set(id, { secret, shown: false, keeping: false, cancel });
    return {
      id,
      expires_at: Math.floor(this.#clock.now().wall / 1000) + life,
      parts: secret.parts.map(({ name }) => name),
      may_keep: secret.keep !== null,
      warning: secret.warning,
    };
  }

  accountOf(id: string): string {
    return this.#find(id).secret.origin.account;
  }

  show(id: string): ShownValue {
    const held = this.#find(id);
    if (held.shown) throw gone();
    held.shown = true;
    return { parts: held.secret.parts };
  }

  async keep(id: string, profile: string): Promise<AccountSummary> {
    const held = this.#find(id);
    if (!held.secret.keep) {
      throw new TokenwellError('action_not_supported', 'This value cannot be kept in Tokenwell; copy it or export it.');
    }
    if (held.keeping) throw gone();
    held.keeping = true;
    try {
      const account = await held.secret.keep(profile);
      this.forget(id);
      return account;
    } finally {
      held.keeping = false;
    }
  }

  /** For an export: the value goes from here to its destination and passes no screen. Throws `one_time_value_gone`. */
  takeOut(id: string): Pick<Secret, 'parts' | 'origin'> {
    return this.#find(id).secret;
  }

  forget(id: string): void {
    this.#held.get(id)?.cancel();
    this.#held.delete(id);
  }

  forgetAll(): void {
    for (const id of [...this.#held.keys()]) this.forget(id);
  }

  #find(id: string): Held {
    const held = this.#held.get(id);
    if (!held) throw gone();
    return held;
  }
}

function gone(): TokenwellError {
  return new TokenwellError(
    'one_time_value_gone',
    'This value was shown already, or more than two minutes have passed. It cannot be shown again: revoke the token and make another one.',
  );
}
