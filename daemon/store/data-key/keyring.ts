/** `keyring`, the default: the operating system's keyring holds the key. It is read once, at start. */

import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Facts } from '../meta.ts';
import { keyringEnvironment } from './keyring-address.ts';
import { leftBehind, lockedFor, mute, noBus } from './keyring-advice.ts';
import { askKeyring, usualChild } from './keyring-process.ts';
import {
  type DataKeySource,
  decodeKey,
  encodeKey,
  giveUpSealedGrants,
  type KeyAnswer,
  type KeyRequest,
  newDataKey,
  newKeyName,
} from './source.ts';

/** Milliseconds of silence after which the keyring is called mute. */
const muteAfter = 10_000;

/** Milliseconds after which it is given up; until then somebody may be typing the password that it asks for. */
const giveUpAfter = 60_000;

export interface KeyringOptions {
  /** D-Bus address from the settings or a window, asked for at each try. */
  busAddress?: () => string | undefined;
  /** Module that speaks with the keyring, where it does not lie beside this one. */
  child?: string;
}

interface Surroundings {
  meta: Facts;
  clock: Clock;
  log: Log;
}

export function keyringSource(options: KeyringOptions, { meta, clock, log }: Surroundings): DataKeySource {
  let askedAt: string | undefined;
  const environmentNow = () => keyringEnvironment(options.busAddress?.());

  return {
    kind: 'keyring',
    wrongKey: `The keyring holds another key than the one that the sign-ins were sealed with. ${giveUpSealedGrants}`,

    hasNews: () => environmentNow()?.DBUS_SESSION_BUS_ADDRESS !== askedAt,

    async fetch(request) {
      const environment = environmentNow();
      askedAt = environment?.DBUS_SESSION_BUS_ADDRESS;
      if (!environment) return { locked: noBus };
      const name = keyName(meta, request.mayCreate);
      if (name === null) return { locked: lockedFor({ outcome: 'missing' }) };
      return withPatience(clock, request, (signal) => ask(name, request, environment, signal));
    },

    // The move has chosen a name under which nothing is filed yet.
    make(_offer, request) {
      return this.fetch({ ...request, mayCreate: true });
    },

    async remove(signal) {
      const name = meta.get('key_name');
      if (name === null) return { removed: true, detail: 'No key was ever put into the keyring.' };
      const why = await takeAway(name, signal);
      if (why !== null) return { removed: false, detail: leftBehind(name, why) };
      // The next key is another one, under another name.
      meta.set({ key_name: null });
      return { removed: true, detail: 'The keyring holds no key of Tokenwell any more.' };
    },
  };

  async function ask(
    name: string,
    request: KeyRequest,
    environment: NodeJS.ProcessEnv,
    signal: AbortSignal,
  ): Promise<KeyAnswer> {
    const newKey = request.mayCreate ? encodeKey(newDataKey()) : null;
    const child = options.child ?? usualChild();
    const answer = await askKeyring(child, { service: 'tokenwell', name, newKey }, environment, signal);
    if ('message' in answer) log.warn({ outcome: answer.outcome, message: answer.message }, 'the keyring gave no key');
    if (answer.outcome === 'removed') return { locked: lockedFor({ outcome: 'missing' }) };
    if (!('key' in answer)) return { locked: lockedFor(answer) };
    const key = decodeKey(answer.key);
    return key ? { key } : { locked: lockedFor({ outcome: 'missing' }) };
  }

  /** null: it is gone. Else why it may not be. Somebody waits for this, so a mute keyring is given up sooner. */
  async function takeAway(name: string, closed: AbortSignal): Promise<string | null> {
    const environment = environmentNow();
    if (!environment) return 'There is no keyring in reach.';
    const givenUp = new AbortController();
    const cancel = clock.after(muteAfter, () => givenUp.abort());
    const request = { service: 'tokenwell', name, newKey: null, remove: true } as const;
    const signal = AbortSignal.any([closed, givenUp.signal]);
    try {
      const answer = await askKeyring(options.child ?? usualChild(), request, environment, signal);
      if ('message' in answer)
        log.warn({ outcome: answer.outcome, message: answer.message }, 'the key stays in the keyring');
      return 'message' in answer ? 'The keyring is locked, or does not answer as it should.' : null;
    } catch (error) {
      if (closed.aborted) return 'The daemon ended before the keyring had answered.';
      if (givenUp.signal.aborted) return 'The keyring has not answered for 10 seconds.';
      throw error;
    } finally {
      cancel();
    }
  }
}

function keyName(meta: Facts, mayCreate: boolean): string | null {
  const known = meta.get('key_name');
  if (known !== null || !mayCreate) return known;
  const name = newKeyName();
  meta.set({ key_name: name });
  return name;
}

/** Tells that the keyring is mute after a while, and gives it up after a longer one. */
async function withPatience(
  clock: Clock,
  request: KeyRequest,
  ask: (signal: AbortSignal) => Promise<KeyAnswer>,
): Promise<KeyAnswer> {
  const givenUp = new AbortController();
  const cancelTelling = clock.after(muteAfter, () => request.tell(mute));
  const cancelGivingUp = clock.after(giveUpAfter, () => givenUp.abort());
  const signal = AbortSignal.any([request.signal, givenUp.signal]);
  try {
    const answer = await ask(signal);
    return signal.aborted ? { locked: mute } : answer;
  } catch (error) {
    if (signal.aborted) return { locked: mute };
    throw error;
  } finally {
    cancelTelling();
    cancelGivingUp();
  }
}
