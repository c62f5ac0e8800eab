/** A thousand callers over eight processes, all in the moment when the token has expired; and again while it lives. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../test/support/server-process.ts';
import { type Report, ratio, row } from './support/figures.ts';
import { oidcAgentCall, type RawCall, tokenwellCall } from './support/raw-call.ts';
import { type CloseLater, startSideBySide } from './support/side-by-side.ts';
import type { StormAnswer } from './support/storm-caller.ts';

const processes = 8;
const callersEach = 125;
const rounds = 5;
/** Seconds that an access token lives. */
const life = 4;

interface Storms {
  /** Milliseconds to the last answer, one a round. */
  expired: number[];
  warm: number[];
  errors: string[];
  refreshes: number;
}

export async function expiryStorm(closeLater: CloseLater): Promise<Report> {
  const lab = await startServerProcess({ accessTokenLife: life });
  closeLater(() => lab.close());
  const { daemon, agent } = await startSideBySide({ lab }, closeLater);
  const children = Array.from({ length: processes }, startCaller);
  closeLater(() => children.forEach((child) => child.disconnect()));
  await Promise.all(children.map((child) => once(child, 'message')));

  const ours = { call: tokenwellCall(daemon.paths.socket, 'lab'), clientId: lab.clientId, ...noStorms() };
  const theirs = { call: oidcAgentCall(agent.socket, 'lab'), clientId: lab.clients.secret.clientId, ...noStorms() };
  for (let round = 0; round < rounds; round++) {
    for (const peer of [ours, theirs]) {
      // Stopped like a machine that sleeps, because our daemon renews ahead of the expiry otherwise.
      daemon.process.kill('SIGSTOP');
      await delay((life + 0.5) * 1000);
      const before = await lab.refreshes(peer.clientId);
      daemon.process.kill('SIGCONT');
      peer.expired.push(await storm(children, peer));
      peer.refreshes += (await lab.refreshes(peer.clientId)) - before;
      peer.warm.push(await storm(children, peer));
    }
  }

  const rows = [
    row('tokenwell, expired: to the last answer', ours.expired, ours.errors.length),
    row('oidc-agent, expired: to the last answer', theirs.expired, theirs.errors.length),
    row('tokenwell, alive: to the last answer', ours.warm),
    row('oidc-agent, alive: to the last answer', theirs.warm),
  ] as const;
  return {
    name: 'expiry-storm',
    title: `${processes * callersEach} callers in ${processes} processes at once, ${rounds} rounds`,
    rows: [...rows],
    ratios: {
      'at an expiry, tokenwell / oidc-agent, medians': ratio(rows[0], rows[1]),
      'tokenwell, expired / alive, medians': ratio(rows[0], rows[2]),
      'while it lives, tokenwell / oidc-agent, medians': ratio(rows[2], rows[3]),
    },
    facts: {
      'refreshes at each expiry, tokenwell': ours.refreshes / rounds,
      'refreshes at each expiry, oidc-agent': theirs.refreshes / rounds,
      ...whatFailed('tokenwell', ours.errors),
      ...whatFailed('oidc-agent', theirs.errors),
    },
  };
}

function startCaller(): ChildProcess {
  return fork(fileURLToPath(new URL('./support/storm-caller.ts', import.meta.url)), [String(callersEach)]);
}

function noStorms(): Storms {
  return { expired: [], warm: [], errors: [], refreshes: 0 };
}

/** Milliseconds from the word until the last caller has its answer. */
async function storm(children: ChildProcess[], { call, errors }: { call: RawCall; errors: string[] }): Promise<number> {
  const answers = children.map((child) => once(child, 'message') as Promise<[StormAnswer]>);
  const start = performance.now();
  for (const child of children) child.send(call);
  for (const [answer] of await Promise.all(answers)) errors.push(...answer.errors);
  return performance.now() - start;
}

function whatFailed(who: string, errors: string[]): Record<string, string> {
  if (errors.length === 0) return {};
  return { [`errors of ${who}`]: `${errors.length}: ${[...new Set(errors)].join('; ')}` };
}
