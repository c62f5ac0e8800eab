/** A value that a server shows once: told here, or kept by the daemon, and then forgotten there. */

import { once } from 'node:events';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import type { AccountSummary, OneTimeValue, ShownValue } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { promptLine } from '../input/prompt-line.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside, printJson } from '../output/print.ts';

/**
 * To a terminal with a warning; to a pipe the bare value, or `name=value` lines where it has several parts. `told` is what
 * `--json` prints besides the values.
 */
export async function showOnce(
  daemon: Connection,
  value: OneTimeValue,
  { json, told }: { json: boolean | undefined; told: object },
): Promise<void> {
  const { parts } = await daemon.showOneTimeValue(value.id);
  if (json) printJson({ ...told, values: parts });
  else if (process.stdout.isTTY) showOnTerminal(parts, value.warning);
  else await pipe(parts);
  await forget(daemon, value);
}

/** Of a daemon that ended meanwhile nothing is left to forget. */
export async function forget(daemon: Connection, { id }: OneTimeValue): Promise<void> {
  await daemon.forgetOneTimeValue(id).catch(() => {});
}

/** Under another name where this one is refused and there is somebody to ask: the value cannot be had again. */
export async function keep(daemon: Connection, value: OneTimeValue, profile: string): Promise<AccountSummary> {
  if (!value.may_keep) {
    await forget(daemon, value);
    throw new CliFailure('It was made, but Tokenwell cannot keep this kind; its value is forgotten.', {
      advice: 'Revoke it, and make another one without `--keep`.',
    });
  }
  let name = profile;
  for (;;) {
    try {
      return await daemon.keepOneTimeValue(value.id, { profile: name });
    } catch (error) {
      if (!(error instanceof DaemonError) || error.code === 'one_time_value_gone' || !process.stdin.isTTY) {
        await forget(daemon, value);
        throw error;
      }
      printAside(plainText(error.message));
      name = (await promptLine('Another name to keep it under: ')).trim();
    }
  }
}

/** Asked before anything is made, because a value that could not be kept is lost. */
export async function requireFreeName(daemon: Connection, profile: string): Promise<void> {
  const { profiles } = await daemon.profiles();
  if (!profiles.some(({ name }) => name === profile)) return;
  throw new CliFailure(`There is a profile "${profile}" already; nothing was made.`, {
    exitCode: 2,
    advice: (await isLeftOver(daemon, profile))
      ? `Choose another name to keep it under, or take the old one away: \`tokenwell profile remove ${profile}\`.`
      : 'Choose another name to keep it under.',
  });
}

/** One of the person's own that serves nobody, as a kept token leaves it behind when it is revoked. */
async function isLeftOver(daemon: Connection, profile: string): Promise<boolean> {
  const [{ accounts }, { origin }] = await Promise.all([daemon.accounts(), daemon.profile(profile)]);
  return origin === 'user' && !accounts.some((account) => account.profile === profile);
}

function showOnTerminal(parts: ShownValue['parts'], warning: string): void {
  printAside(`${paintError('yellow', '!')} This is shown once, now. ${plainText(warning)}`);
  printAside('');
  for (const { label, value } of parts) {
    printAside(paintError('dim', plainText(label)));
    process.stdout.write(`${plainText(value)}\n`);
  }
}

async function pipe(parts: ShownValue['parts']): Promise<void> {
  const [only, second] = parts;
  const text = only && !second ? only.value : parts.map(({ name, value }) => `${name}=${value}`).join('\n');
  if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
}
