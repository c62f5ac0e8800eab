/** `tokenwell git-credential`: a credential helper for git. It answers for the hosts that a person has given a profile. */

import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { Argument, type Command } from 'commander';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { configuredProfile } from '../git/configured-profile.ts';
import { answerWith, readCredential } from '../git/credential.ts';
import { print } from '../output/print.ts';
import { reachDaemon } from '../reach-daemon.ts';

export function define(program: Command): void {
  program
    .command('git-credential')
    .summary('a credential helper for git')
    .description(
      'Speaks git’s credential protocol on standard input and output. Answers for hosts that your own git configuration gives a profile, and for no other.',
    )
    .addArgument(new Argument('<operation>', 'get, store, erase; git says it'))
    .addHelpText(
      'after',
      `
Set up:
  $ git config --global credential.helper tokenwell
  $ git config --global credential.https://git.example.org.tokenwellProfile lab`,
    )
    .action(run);
}

/** Other operations, also those that git may yet invent, are passed over in silence, as gitcredentials(7) asks. */
async function run(operation: string): Promise<void> {
  const credential = readCredential(await text(process.stdin));
  const isOurs = operation === 'get' || (operation === 'erase' && credential?.token);
  const profile = credential && isOurs ? await configuredProfile(credential) : undefined;
  if (!credential || profile === undefined) return;
  const daemon = await reachDaemon();
  if (operation === 'get') {
    const { access_token: accessToken, expires_at: expiresAt } = await daemon.token(profile);
    print(answerWith(credential, { accessToken, expiresAt }));
    return;
  }
  // The host refused this token; whoever asks next shall get another one.
  const rejected = createHash('sha256')
    .update(credential.token ?? '')
    .digest('hex');
  await daemon.token(profile, { rejected }).catch((error) => {
    if (!(error instanceof DaemonError)) throw error;
  });
}
