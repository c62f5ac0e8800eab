/** Exports a value: where to is looked at first, because what is made and cannot be put anywhere is lost. */

import type { Connection } from '../../clients/node/connection.ts';
import { exportEnvironment } from '../../clients/node/export-environment.ts';
import type { ExportOutcome, ExportTarget, ExportWish, LongLivedToken, OneTimeValue } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { requireYes, saysYes } from '../input/confirm.ts';
import { tellTargets, tokenTitle } from '../output/long-lived-tokens.ts';
import { paint, paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { print, printAside, printJson } from '../output/print.ts';
import { askMissing, givenValues } from './field-values.ts';
import { forget } from './one-time-value.ts';

export interface ExportOptions {
  export?: string;
  to?: string[];
  keep?: string;
}

export interface ExportPlan extends ExportOutcome {
  wish: ExportWish;
}

export async function listTargets(daemon: Connection, { json }: { json?: boolean }): Promise<void> {
  const { targets } = await daemon.exportTargets();
  if (json) printJson({ targets });
  else tellTargets(targets);
}

/** null: nothing is to be exported. Throws where it would not work, as far as that can be told before. */
export async function planExport(daemon: Connection, options: ExportOptions): Promise<ExportPlan | null> {
  if (options.export === undefined) {
    if (!options.to) return null;
    throw new CliFailure('`--to` goes with `--export`.', {
      exitCode: 2,
      advice: '`tokenwell tokens targets` shows where.',
    });
  }
  if (options.keep !== undefined) {
    throw new CliFailure('It can be exported or kept, not both: its first renewal here could end the exported one.', {
      exitCode: 2,
      advice: 'Make two, one for each.',
    });
  }
  const { targets } = await daemon.exportTargets();
  const target = targets.find(({ name }) => name === options.export);
  if (!target) throw noSuchTarget(options.export, targets);
  const given = givenValues(target.fields, { set: options.to ?? [] }, target.label, '--to');
  const values = await askMissing(target.fields, given, '--to');
  const environment = exportEnvironment(target);
  const wish = { target: target.name, values, environment, directory: process.cwd() };
  return { wish, ...(await daemon.checkExport(wish)) };
}

/** Again, where there is somebody to say so: the value cannot be had twice. */
export async function exportValue(
  daemon: Connection,
  value: OneTimeValue,
  { wish }: ExportPlan,
): Promise<ExportOutcome> {
  for (;;) {
    try {
      return await daemon.exportOneTimeValue(value.id, wish);
    } catch (error) {
      printAside(`${paintError('red', 'tokenwell:')} ${plainText((error as Error).message)}`);
      if (process.stdin.isTTY && (await saysYes('Try again?'))) continue;
      await forget(daemon, value);
      throw new CliFailure('It was made, but not exported, and its value is forgotten.', {
        advice: 'Revoke it, mend what is said above, and make another one.',
      });
    }
  }
}

/** One that is kept here. */
export async function exportKept(
  daemon: Connection,
  token: LongLivedToken,
  options: ExportOptions & { yes?: boolean; json?: boolean },
): Promise<void> {
  const title = tokenTitle(token);
  if (token.export === null) {
    throw new CliFailure(`The value of ${title} is not here, so it cannot be exported.`, {
      advice: token.this_sign_in
        ? 'This is your sign-in itself. Make a token for it: `tokenwell tokens create --export`.'
        : 'Make another one with `tokenwell tokens create --export`, and revoke this.',
    });
  }
  const plan = await planExport(daemon, options);
  if (!plan) throw new CliFailure('Say where to.', { exitCode: 2, advice: '`tokenwell tokens targets` shows where.' });
  printAside(`${paintError('yellow', '!')} ${plainText(whatItMeans(token))}`);
  if (!options.yes) await requireYes(`Export ${title} to ${plainText(plan.place)}?`, '--yes', 'Nothing was exported.');
  const outcome = await daemon.exportKeptToken(token.account, token.id, { ...plan.wish, confirmed: true });
  if (options.json) printJson({ ...outcome, token: token.id });
  else print(`${paint('green', '✓')} Exported: ${title}. It is ${plainText(outcome.place)}.`);
}

function whatItMeans({ owner, export: how, kept_as: profile }: LongLivedToken): string {
  const carries = `Whoever can read that place can act as ${owner}, with all that this token may do, until it is revoked.`;
  if (how === 'copy') return carries;
  return `${carries} ${profile} is served here no more after it: the token may be replaced each time it is used, and in two places one use would end the other.`;
}

function noSuchTarget(name: string, targets: ExportTarget[]): CliFailure {
  const list = targets.map((target) => target.name).join(', ');
  return new CliFailure(`There is no export to "${name}".`, { exitCode: 2, advice: `There is: ${list}.` });
}
