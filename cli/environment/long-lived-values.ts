/**
 * What lives long and a preset wants in an environment: a refresh token, a client secret, a password. It leaves the store
 * only after a yes, and never so that a refresh token that works once is in two places: it is made for this alone, or
 * it is Tokenwell's own, which Tokenwell then forgets.
 */

import type { Connection } from '../../clients/node/connection.ts';
import type { AccountSummary, EnvironmentPlaceholder, EnvironmentPreset } from '../../daemon/api.ts';
import { CliFailure } from '../failure.ts';
import { requireYes } from '../input/confirm.ts';
import { paintError } from '../output/paint.ts';
import { plainText } from '../output/plain-text.ts';
import { printAside } from '../output/print.ts';
import { PasswordAtHand } from './password-at-hand.ts';
import { makeSeparately } from './separate-grant.ts';

export interface LongLivedOptions {
  transfer?: boolean | undefined;
  yes?: boolean | undefined;
}

export type Values = Partial<Record<EnvironmentPlaceholder, string>>;

const words: Partial<Record<EnvironmentPlaceholder, string>> = {
  refresh_token: 'a refresh token',
  client_secret: 'a client secret',
  password: 'your password',
};

/** Empty where the preset wants nothing of the kind. Throws `CliFailure` where nobody says yes, or it cannot be had. */
export async function longLivedValues(
  daemon: Connection,
  account: AccountSummary,
  preset: EnvironmentPreset,
  options: LongLivedOptions,
): Promise<Values> {
  const wanted = (Object.keys(words) as EnvironmentPlaceholder[]).filter((name) => takes(preset, name));
  if (wanted.length === 0) {
    if (options.transfer) throw cannotTransfer(preset);
    return {};
  }
  if (options.transfer && !takes(preset, 'refresh_token')) throw cannotTransfer(preset);
  await askFor(account, preset, wanted, options);
  if (options.transfer) return transfer(daemon, account);
  const password = new PasswordAtHand(daemon, account);
  const made = isMade(wanted) ? await makeSeparately(daemon, account, preset, password) : {};
  return takes(preset, 'password') ? { ...made, password: await password.get() } : made;
}

async function askFor(
  account: AccountSummary,
  preset: EnvironmentPreset,
  wanted: EnvironmentPlaceholder[],
  { transfer: given, yes }: LongLivedOptions,
): Promise<void> {
  const { name, variables, caution } = preset;
  const holders = Object.entries(variables).filter(([, template]) =>
    wanted.some((one) => template.includes(`{${one}}`)),
  );
  const what = wanted.map((one) => words[one]).join(', ');
  warn(
    `\`--as ${name}\` puts ${what} into ${holders.map(([variable]) => variable).join(', ')}. Every program that is started there can read it, and so may logs and crash reports.`,
  );
  if (caution) warn(caution);
  if (given) {
    warn(
      `It is Tokenwell’s own: Tokenwell forgets ${account.name} on ${account.profile}, and has no more tokens for it.`,
    );
  }
  const question = given ? 'Give it away?' : isMade(wanted) ? 'Make one for this?' : 'Go on?';
  if (!yes) await requireYes(question, '--yes', 'Nothing was put anywhere.');
}

async function transfer(daemon: Connection, account: AccountSummary): Promise<Values> {
  const { client_secret: secret, refresh_token, access_token, client_id } = await daemon.transferGrant(account.id);
  warn(`Given away: ${account.name} on ${account.profile} is signed out here, and lives on where you put it.`);
  return { refresh_token, access_token, client_id, ...(secret !== null && { client_secret: secret }) };
}

/** A password alone is neither made nor stored: it is typed. */
function isMade(wanted: EnvironmentPlaceholder[]): boolean {
  return wanted.some((one) => one !== 'password');
}

function takes({ variables }: EnvironmentPreset, placeholder: EnvironmentPlaceholder): boolean {
  return Object.values(variables).some((template) => template.includes(`{${placeholder}}`));
}

function cannotTransfer({ name }: EnvironmentPreset): CliFailure {
  return new CliFailure(`\`--as ${name}\` takes no refresh token, so there is nothing to transfer.`, {
    exitCode: 2,
    advice: 'Leave `--transfer` out.',
  });
}

function warn(text: string): void {
  printAside(`${paintError('yellow', '!')} ${plainText(text)}`);
}
