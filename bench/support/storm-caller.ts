/** One process of a storm: `storm-caller.ts COUNT`. At each call from its parent, COUNT callers send it at once. */

import { callOnce, type RawCall } from './raw-call.ts';

export interface StormAnswer {
  /** Milliseconds, of the callers who got a token. */
  took: number[];
  errors: string[];
}

const count = Number(process.argv[2] ?? '1');

process.on('message', async (call: RawCall) => {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, () => callOnce(call)));
  const answer: StormAnswer = { took: [], errors: [] };
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') answer.took.push(outcome.value);
    else answer.errors.push((outcome.reason as Error).message);
  }
  process.send?.(answer);
});
process.send?.('ready');
