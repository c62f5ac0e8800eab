/** A token that is in memory: our daemon's socket and oidc-agent's, one after the other, round by round. */

import { type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Report, ratio, row } from './support/figures.ts';
import { callOnce, KeptConnection, oidcAgentCall, tokenwellCall } from './support/raw-call.ts';
import { type CloseLater, startSideBySide } from './support/side-by-side.ts';

const rounds = 3000;
/** Until just-in-time compilers have seen the way. */
const unmeasured = 500;

export async function warmToken(closeLater: CloseLater): Promise<Report> {
  const lab: ServerProcess = await startServerProcess({ accessTokenLife: 3600 });
  closeLater(() => lab.close());
  const { daemon, agent } = await startSideBySide({ lab }, closeLater);
  const ours = tokenwellCall(daemon.paths.socket, 'lab');
  const theirs = oidcAgentCall(agent.socket, 'lab');
  const kept = new KeptConnection(daemon.paths.socket, 'lab');
  closeLater(() => kept.close());

  const samples = { ours: [] as number[], theirs: [] as number[], kept: [] as number[] };
  for (let round = -unmeasured; round < rounds; round++) {
    const took = { ours: await callOnce(ours), theirs: await callOnce(theirs), kept: await kept.call() };
    if (round < 0) continue;
    samples.ours.push(took.ours);
    samples.theirs.push(took.theirs);
    samples.kept.push(took.kept);
  }

  const fresh = row('tokenwell, a connection a call', samples.ours);
  const peer = row('oidc-agent, a connection a call', samples.theirs);
  const open = row('tokenwell, one connection', samples.kept);
  return {
    name: 'warm-token',
    title: 'A warm token, over the Unix socket',
    rows: [fresh, peer, open],
    ratios: {
      'tokenwell / oidc-agent, medians': ratio(fresh, peer),
      'tokenwell / oidc-agent, p99': ratio(fresh, peer, 'p99'),
      'tokenwell on one connection / oidc-agent, medians': ratio(open, peer),
    },
    facts: {},
  };
}
