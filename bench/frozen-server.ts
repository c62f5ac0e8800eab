/**
 * Two accounts at two servers. Server A is stopped with its token expired, and callers of A wait; how long do callers of B
 * wait, for whom nothing is wrong?
 */

import { setTimeout as delay } from 'node:timers/promises';
import { startServerProcess } from '../test/support/server-process.ts';
import { type Report, ratio, row } from './support/figures.ts';
import { callOnce, oidcAgentCall, patience, type RawCall, tokenwellCall } from './support/raw-call.ts';
import { type CloseLater, startSideBySide } from './support/side-by-side.ts';

/** Seconds that A's token lives. */
const life = 3;
/** Milliseconds that each part lasts, and between two callers of B. They come whether or not the last one was served. */
const duration = 10_000;
const interval = 50;

interface Waits {
  took: number[];
  errors: number;
}

export async function frozenServer(closeLater: CloseLater): Promise<Report> {
  const a = await startServerProcess({ accessTokenLife: life });
  closeLater(() => a.close());
  const b = await startServerProcess({ accessTokenLife: 3600 });
  closeLater(() => b.close());
  const { daemon, agent } = await startSideBySide({ b, a }, closeLater);
  const ours = (name: string) => tokenwellCall(daemon.paths.socket, name);
  const theirs = (name: string) => oidcAgentCall(agent.socket, name);
  const measure = () => Promise.all([callersOf(ours('b')), callersOf(theirs('b'))]);

  await callersOf(ours('b'), 20);
  await callersOf(theirs('b'), 20);
  const before = await measure();

  await Promise.all([callOnce(ours('a')), callOnce(theirs('a'))]);
  a.freeze();
  await delay((life + 0.5) * 1000);
  const hanging = new AbortController();
  const hung = [keepCalling(ours('a'), hanging.signal), keepCalling(theirs('a'), hanging.signal)];
  await delay(100);
  const during = await measure();
  hanging.abort();
  a.thaw();
  const [oursOfA, theirsOfA] = await Promise.all(hung);

  const [oursBefore, theirsBefore] = before.map((waits, at) => rowOf(`${names[at]}, before`, waits)) as [Row, Row];
  const [oursDuring, theirsDuring] = during.map((waits, at) => rowOf(`${names[at]}, during`, waits)) as [Row, Row];
  return {
    name: 'frozen-server',
    title: "Callers of account B, while account A's server is frozen",
    rows: [oursBefore, oursDuring, theirsBefore, theirsDuring],
    ratios: {
      'tokenwell, during / before, medians': ratio(oursDuring, oursBefore),
      'oidc-agent, during / before, medians': ratio(theirsDuring, theirsBefore),
      'during, tokenwell / oidc-agent, medians': ratio(oursDuring, theirsDuring),
      'during, tokenwell / oidc-agent, worst': ratio(oursDuring, theirsDuring, 'worst'),
    },
    facts: {
      "A's callers, tokenwell": oursOfA ?? '',
      "A's callers, oidc-agent": theirsOfA ?? '',
    },
  };
}

type Row = ReturnType<typeof row>;
const names = ['tokenwell', 'oidc-agent'];
const rowOf = (what: string, { took, errors }: Waits): Row => row(what, took, errors);

/** Callers who come at fixed times, as long as the part lasts. */
async function callersOf(call: RawCall, count = duration / interval): Promise<Waits> {
  const waits: Waits = { took: [], errors: 0 };
  const callers: Promise<void>[] = [];
  for (let caller = 0; caller < count; caller++) {
    const calling = callOnce(call).then(
      (took) => void waits.took.push(took),
      () => {
        // Who gave up has waited all the same; left out, the figures would be better the more callers fail.
        waits.took.push(patience);
        waits.errors++;
      },
    );
    callers.push(calling);
    await delay(interval);
  }
  await Promise.all(callers);
  return waits;
}

/** One caller after the other, as scripts that try again. Resolves with what the first was told, and when. */
async function keepCalling(call: RawCall, stop: AbortSignal): Promise<string> {
  let first = '';
  while (!stop.aborted) {
    const start = performance.now();
    const words = await callOnce(call).then(
      () => 'a token',
      (error: Error) => error.message,
    );
    first ||= `after ${((performance.now() - start) / 1000).toFixed(1)} s: ${words}`;
    await delay(interval);
  }
  return first;
}
