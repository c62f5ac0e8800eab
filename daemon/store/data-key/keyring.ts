/** `keyring`, the default: the operating system's keyring holds the key. It is read once, at start. */

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { Meta } from '../meta.ts';
import { keyringEnvironment } from './keyring-address.ts';
import { lockedFor, mute, noBus } from './keyring-advice.ts';
import { askKeyring, usualChild } from './keyring-process.ts';
import {
  type DataKeySource,
  decodeKey,
  encodeKey,
  giveUpSealedGrants,
  type KeyAnswer,
  type KeyRequest,
  newDataKey,
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
  meta: Meta;
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
    if (!('key' in answer)) return { locked: lockedFor(answer) };
    const key = decodeKey(answer.key);
    return key ? { key } : { locked: lockedFor({ outcome: 'missing' }) };
  }
}

/** Each state files its key under a random name, so that two states never overwrite each other's. */
function keyName(meta: Meta, mayCreate: boolean): string | null {
  const known = meta.get('key_name');
  if (known !== null || !mayCreate) return known;
  const name = `data key ${randomBytes(9).toString('base64url')}`;
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
