/** One text file to give to whoever helps. What is in it stands at its beginning; secrets are in none of its sources. */

import { readFileSync, writeFileSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Paths } from '../../daemon/paths.ts';
import { redact } from '../../daemon/redaction.ts';
import { version } from '../../daemon/version.ts';
import { CliFailure } from '../failure.ts';
import { jsonText } from '../output/print.ts';
import type { Examination } from './examination.ts';
import { findingsText } from './report.ts';

export const contents =
  'versions and platform; what was checked and found; your profiles and settings (hosts, client ids, scopes, names of files); names and states of your accounts; the last 200 lines of the daemon’s log';
export const leftOut = 'tokens, passphrases, passwords (also of proxies), client secrets, keys';

const lastLines = 200;

/** Throws `CliFailure` where there is such a file already, or it cannot be written. */
export async function writeBundle(file: string, examination: Examination, paths: Paths): Promise<void> {
  const text = await compose(examination, paths);
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliFailure(`${file} is there already; it was left as it is.`, { exitCode: 2 });
    throw new CliFailure(`${file} cannot be written (${code}).`, {
      advice: 'Name a file in a folder that you may write.',
    });
  }
}

async function compose(examination: Examination, paths: Paths): Promise<string> {
  const { daemon, health, findings, profiles } = examination;
  const chapters: [string, string][] = [
    ['Tokenwell doctor', `${new Date().toISOString()}\nIn this file: ${contents}.\nNot in it: ${leftOut}.`],
    ['Versions', versions(health?.version ?? null)],
    ['Findings', stripVTControlCharacters(findingsText(findings))],
  ];
  if (daemon) {
    const definitions = await Promise.all(
      profiles.map(({ name, origin, file }) =>
        daemon.profile(name).then(
          ({ definition }) => ({ name, origin, file, definition }),
          () => ({ name, origin, file }),
        ),
      ),
    );
    const settings = await daemon.settings().catch((error: Error) => error.message);
    const { accounts } = await daemon.accounts();
    chapters.push(['Profiles', jsonText(definitions)], ['Settings', jsonText(settings)]);
    chapters.push(['Accounts', jsonText(accounts)], ['Store', jsonText(await daemon.store())]);
  }
  chapters.push([`Log, last ${lastLines} lines`, lastLinesOf(join(paths.logs, 'daemon.log'))]);
  return withoutPrivateParts(chapters.map(([title, text]) => `== ${title} ==\n${text}\n`).join('\n'));
}

function versions(daemon: string | null): string {
  const lines = [
    `command ${version}`,
    `daemon ${daemon ?? 'not running'}`,
    `node ${process.version}`,
    `${process.platform} ${process.arch} ${release()}`,
  ];
  return lines.join('\n');
}

function lastLinesOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lastLines).join('\n');
  } catch {
    return 'There is no log.';
  }
}

/** The home has the name of the person in it. */
function withoutPrivateParts(text: string): string {
  const lines = text.split('\n').map(redact).join('\n');
  const home = homedir();
  return home.length > 1 ? lines.replaceAll(home, '~') : lines;
}
