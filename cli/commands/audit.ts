/** `tokenwell audit`: who asked for which token when. */

import { type Command, InvalidArgumentError } from 'commander';
import type { AuditResponse } from '../../daemon/api.ts';
import { auditText } from '../output/audit-text.ts';
import { print, printJson } from '../output/print.ts';
import { daemonForLook } from '../reach-daemon.ts';

interface Options {
  since?: number;
  account?: string;
  limit?: number;
  json?: boolean;
}

export function define(program: Command): void {
  program
    .command('audit')
    .summary('show who asked for which token when')
    .description(
      'Shows who asked for which token, the newest first. Program, pid and folder are the programs’ own word; docs/permissions.md says how far they are checked.',
    )
    .option('--since <duration>', 'only the last 30s, 15min, 1h or 7d', seconds)
    .option('--account <name>', 'only of this account, by name or id')
    .option('--limit <number>', 'at most so many entries; default: 100', entries)
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  $ tokenwell audit --since 1h\n  $ tokenwell audit --json | jq ".entries[].says"',
    )
    .action(run);
}

async function run({ since, account, limit, json }: Options): Promise<void> {
  const from = since === undefined ? undefined : Math.floor(Date.now() / 1000) - since;
  const nothing: AuditResponse = { enabled: true, entries: [] };
  const audit = (await (await daemonForLook())?.audit({ since: from, account, limit })) ?? nothing;
  if (json) printJson(audit);
  else print(auditText(audit, { since, account }));
}

function entries(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > 10_000) throw new InvalidArgumentError('Write a number from 1 to 10000.');
  return number;
}

const units: Record<string, number> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };

function seconds(text: string): number {
  const [, count, unit] = /^(\d{1,6}) ?(s|min|m|h|d)$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Write a number with s, min, h or d, such as 1h.');
  return Number(count) * (units[unit ?? 's'] ?? 1);
}
