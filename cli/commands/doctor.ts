/** `tokenwell doctor`: finds out what is wrong, and says what to do about it. */

import type { Command } from 'commander';
import { findPaths } from '../../daemon/paths.ts';
import { contents, leftOut, writeBundle } from '../doctor/bundle.ts';
import { examine } from '../doctor/examination.ts';
import { exitCodeOfAll } from '../doctor/finding.ts';
import { findingsText } from '../doctor/report.ts';
import { print, printAside, printJson } from '../output/print.ts';

export function define(program: Command): void {
  program
    .command('doctor')
    .summary('find out what is wrong')
    .description(
      'Looks at this computer, this terminal, the daemon, your profiles and their servers; each line says that it is well or what to do. ' +
        'Changes nothing and starts no daemon. It asks each server for a device code that is not used.',
    )
    .argument('[profile]', 'look at this profile’s server only')
    .option('--refresh', 'renew each account’s token, for a trial')
    .option('--bundle <file>', 'write all of it into a text file that you can share; there is no secret in it')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      `
Examples:
  $ tokenwell doctor
  $ tokenwell doctor lab --refresh
  $ tokenwell doctor --bundle tokenwell-report.txt
The exit code is 0 where nothing has to be mended, else that of the first thing that has: 6 no daemon, 7 store locked,
3 signed out, 4 a server, 1 anything else.`,
    )
    .action(run);
}

interface DoctorOptions {
  refresh?: boolean;
  bundle?: string;
  json?: boolean;
}

async function run(profile: string | undefined, options: DoctorOptions): Promise<void> {
  const paths = findPaths();
  const progress = startProgress();
  const examination = await examine({
    paths,
    profile,
    refresh: options.refresh === true,
    onProgress: progress.show,
  }).finally(progress.clear);
  const { findings } = examination;
  process.exitCode = exitCodeOfAll(findings);
  if (options.json) printJson({ findings: findings.map(({ exitCode: _, ...finding }) => finding) });
  else print(findingsText(findings));
  if (options.bundle === undefined) return;
  printAside(`\nWriting ${options.bundle}. In it: ${contents}.\nNot in it: ${leftOut}.`);
  await writeBundle(options.bundle, examination, paths);
  printAside('Look at it before you share it.');
}

/** One line on a terminal, written over; nothing elsewhere. */
function startProgress() {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => {}, clear: () => {} };
  return {
    show: (words: string) => void stderr.write(`\r${words.slice(0, (stderr.columns || 80) - 2)}…\x1b[K`),
    clear: () => void stderr.write('\r\x1b[K'),
  };
}
