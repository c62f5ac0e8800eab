/** A warm token for a Python program: the call alone, in one process; and a whole program that asks once. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { benchEnvironment } from '../scripts/python-environment.ts';
import { environmentOf } from '../test/support/daemon.ts';
import { startServerProcess } from '../test/support/server-process.ts';
import { type Report, ratio, row } from './support/figures.ts';
import { type CloseLater, startSideBySide } from './support/side-by-side.ts';

const run = promisify(execFile);
const rounds = 1000;
const unmeasured = 100;
const programs = 30;
const root = join(import.meta.dirname, '..');

export async function pythonCall(closeLater: CloseLater): Promise<Report> {
  const python = join(benchEnvironment(), 'python');
  const lab = await startServerProcess({ accessTokenLife: 3600 });
  closeLater(() => lab.close());
  const { daemon, agent } = await startSideBySide({ lab }, closeLater);
  const environment = {
    PATH: process.env.PATH,
    OIDC_SOCK: agent.environment.OIDC_SOCK,
    ...environmentOf(daemon.home),
    PYTHONPATH: join(root, 'clients/python/src'),
  };

  const script = join(root, 'bench/support/python_calls.py');
  const { stdout } = await run(python, [script, String(rounds), String(unmeasured)], { env: environment });
  const calls = JSON.parse(stdout) as Record<'tokenwell' | 'liboidcagent', number[]>;

  const whole = {
    tokenwell: "import tokenwell; tokenwell.token('lab')",
    liboidcagent: "import liboidcagent; liboidcagent.get_access_token('lab')",
    nothing: 'pass',
  };
  const took = { tokenwell: [] as number[], liboidcagent: [] as number[], nothing: [] as number[] };
  for (let round = -2; round < programs; round++) {
    for (const [name, program] of Object.entries(whole)) {
      const start = performance.now();
      await run(python, ['-c', program], { env: environment });
      if (round >= 0) took[name as keyof typeof took].push(performance.now() - start);
    }
  }

  const ours = row('tokenwell.token, a call', calls.tokenwell);
  const theirs = row('liboidcagent, a call', calls.liboidcagent);
  const ourProgram = row('a program that imports and calls tokenwell', took.tokenwell);
  const theirProgram = row('the same with liboidcagent', took.liboidcagent);
  return {
    name: 'python-call',
    title: 'A warm token, by Python',
    rows: [ours, theirs, ourProgram, theirProgram, row('a Python program that does nothing', took.nothing)],
    ratios: {
      'tokenwell / liboidcagent, medians of a call': ratio(ours, theirs),
      'tokenwell / liboidcagent, p99 of a call': ratio(ours, theirs, 'p99'),
      'tokenwell / liboidcagent, medians of a program': ratio(ourProgram, theirProgram),
    },
    facts: {},
  };
}
