/**
 * `npm run bench`: how long callers wait, beside oidc-agent on the same machine in the same minutes. See bench/README.md.
 *
 *     npm run bench                          all
 *     npm run bench -- warm-token            one
 *     npm run bench -- --json FILE           writes the figures as well
 */

import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installPackages } from '../scripts/install-packages.ts';
import { expiryStorm } from './expiry-storm.ts';
import { frozenServer } from './frozen-server.ts';
import { pythonCall } from './python-call.ts';
import { print, type Report } from './support/figures.ts';
import { oidcAgentVersion } from './support/oidc-agent.ts';
import type { CloseLater } from './support/side-by-side.ts';
import { warmToken } from './warm-token.ts';
import { wholeCommand } from './whole-command.ts';

const benches: Record<string, (closeLater: CloseLater) => Promise<Report>> = {
  'warm-token': warmToken,
  'whole-command': wholeCommand,
  'python-call': pythonCall,
  'frozen-server': frozenServer,
  'expiry-storm': expiryStorm,
};

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const sentence of installPackages(console.log)) console.error(sentence);

const machine = {
  date: new Date().toISOString(),
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  node: process.version,
  oidc_agent: await oidcAgentVersion(),
};
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', '),
);

const reports: Report[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const report = await run(bench);
  print(report);
  reports.push(report);
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, reports }, null, 2)}\n`);

async function run(bench: (closeLater: CloseLater) => Promise<Report>): Promise<Report> {
  const opened: (() => Promise<void> | void)[] = [];
  try {
    return await bench((close) => opened.push(close));
  } finally {
    for (const close of opened.reverse()) await close();
  }
}
