/** A token for a shell script: whole processes, from their start to their end, one after the other, round by round. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fillIn } from '../extension/launcher.ts';
import { environmentOf } from '../test/support/daemon.ts';
import { startServerProcess } from '../test/support/server-process.ts';
import { type Report, type Row, ratio, row } from './support/figures.ts';
import { type CloseLater, startSideBySide } from './support/side-by-side.ts';

const rounds = 50;

interface Command {
  what: string;
  program: string;
  parameters: string[];
  environment: NodeJS.ProcessEnv;
}

export async function wholeCommand(closeLater: CloseLater): Promise<Report> {
  const lab = await startServerProcess({ accessTokenLife: 3600 });
  closeLater(() => lab.close());
  const { daemon, command, agent } = await startSideBySide({ lab }, closeLater);
  const environment = { PATH: process.env.PATH, ...environmentOf(daemon.home) };
  const socket = ['--unix-socket', daemon.paths.socket, 'http://tokenwell/v1/token/lab'];

  const commands: [Command, Command, Command, Command, Command] = [
    { what: 'tokenwell token', program: launcherOf(command), parameters: ['token', 'lab'], environment },
    { what: 'the same by Node', program: process.execPath, parameters: [command, 'token', 'lab'], environment },
    { what: 'oidc-token', program: 'oidc-token', parameters: ['lab'], environment: agent.environment },
    {
      what: 'curl at our socket',
      program: 'curl',
      parameters: ['--silent', '--fail', '--header', 'Accept: text/plain', ...socket],
      environment,
    },
    {
      what: 'node that does nothing',
      program: process.execPath,
      parameters: ['--eval', 'console.log(0)'],
      environment,
    },
  ];
  const samples = commands.map((): number[] => []);
  for (let round = -2; round < rounds; round++) {
    for (const [index, each] of commands.entries()) {
      const took = await run(each);
      if (round >= 0) samples[index]?.push(took);
    }
  }

  const rows = commands.map(({ what }, index) => row(what, samples[index] ?? []));
  const [tokenwell, byNode, oidcToken, curl, node] = rows as [Row, Row, Row, Row, Row];
  return {
    name: 'whole-command',
    title: 'A warm token, by a command',
    rows,
    ratios: {
      'tokenwell token / oidc-token, medians': ratio(tokenwell, oidcToken),
      'curl at our socket / oidc-token, medians': ratio(curl, oidcToken),
      'the same by Node / tokenwell token, medians': ratio(byNode, tokenwell),
      'the same by Node / node that does nothing, medians': ratio(byNode, node),
    },
    facts: {},
  };
}

/** The launcher, as the extension writes it for terminals. `command`: the bundled command. */
function launcherOf(command: string): string {
  const file = join(dirname(command), 'tokenwell');
  const launcher = readFileSync(join(import.meta.dirname, '../bin/tokenwell'), 'utf8');
  writeFileSync(file, fillIn(launcher, { node: process.execPath, program: command }), { mode: 0o755 });
  return file;
}

/** Milliseconds until it has ended. Rejects where it failed or said nothing. */
async function run({ what, program, parameters, environment }: Command): Promise<number> {
  const start = performance.now();
  const child = spawn(program, parameters, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const [code] = await once(child, 'close');
  const took = performance.now() - start;
  if (code !== 0 || bytes === 0) throw new Error(`${what} ended with ${code} and ${bytes} bytes`);
  return took;
}
