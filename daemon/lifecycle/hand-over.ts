/**
 * A newer version takes over: it asks this daemon to end, and waits until the state is free. Never a downgrade, and never
 * at the price of a sign-in.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { TokenwellError } from '../errors.ts';
import { isNewer } from '../version.ts';
import { startIdIn } from './discovery-file.ts';

export interface HandOverQuestion {
  /** Version of the daemon that runs. */
  running: string;
  /** Version that wants to take over. */
  successor: string | undefined;
  /** Grants that would be lost with this process. */
  holdsMemoryOnlyGrants: boolean;
  /** A rotated refresh token that could not be written yet. */
  isAtRisk: boolean;
}

/** Throws `handover_declined`. */
export function checkHandOver({ running, successor, holdsMemoryOnlyGrants, isAtRisk }: HandOverQuestion): void {
  if (successor === undefined || !isNewer(successor, running)) {
    throw declined(`The daemon that runs is version ${running}, and ${nameOf(successor)} is no newer one.`);
  }
  if (holdsMemoryOnlyGrants) {
    throw declined(
      `The daemon that runs (version ${running}) keeps its sign-ins in memory only, and they would be lost. It goes on ` +
        'serving; stop it with `tokenwell daemon stop` to replace it.',
    );
  }
  if (isAtRisk) {
    throw declined(
      `The daemon that runs (version ${running}) has a renewed sign-in that it could not write to the store yet. It goes on ` +
        'serving and trying; `tokenwell daemon logs` tells what is in the way.',
    );
  }
}

function declined(detail: string): TokenwellError {
  return new TokenwellError('handover_declined', detail);
}

/** The name comes from whoever asks, so only what a version may contain is repeated. */
function nameOf(version: string | undefined): string {
  return version === undefined ? 'a version without a name' : `version ${version.replaceAll(/[^0-9A-Za-z.+-]/g, '')}`;
}

/** Milliseconds that an ending daemon gets to let go of the state, and between two tries. */
const patience = 15_000;
const tryInterval = 50;

/**
 * Opens what `open` opens as soon as the predecessor has let go. Rejects with `already_running` when it does not in time,
 * or when another successor was quicker.
 */
export async function openWhenFree<State>(
  open: () => Promise<State>,
  predecessor: { startId: string; discoveryCopy: string },
): Promise<State> {
  const end = performance.now() + patience;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof TokenwellError) || error.code !== 'already_running') throw error;
      const holder = startIdIn(predecessor.discoveryCopy);
      if (holder !== null && holder !== predecessor.startId) throw error;
      if (performance.now() > end) throw error;
    }
    await delay(tryInterval);
  }
}
