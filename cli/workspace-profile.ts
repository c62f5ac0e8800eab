/** A profile of this folder's `tokenwell.json`, where the daemon, who reads no folder unasked, says that there is none. */

import type { Connection } from '../clients/node/connection.ts';
import { DaemonError } from '../clients/node/daemon-error.ts';
import { CliFailure } from './failure.ts';
import { plainText } from './output/plain-text.ts';
import { workspaceFolder } from './workspace.ts';

/** A token that nobody has signed in for yet. */
export async function orSignInHere<Answer>(daemon: Connection, name: string, asking: Promise<Answer>): Promise<Answer> {
  return orTell(daemon, name, asking, (file) => {
    const advice = `\`tokenwell login ${name}\` signs in; it shows the server first.`;
    return new CliFailure(`Nobody is signed in on "${name}", a profile of ${file}.`, { exitCode: 3, advice });
  });
}

/** What can be changed in its file only. */
export async function orEditThere<Answer>(daemon: Connection, name: string, asking: Promise<Answer>): Promise<Answer> {
  return orTell(daemon, name, asking, (file) => {
    const advice = 'Change it in that file.';
    return new CliFailure(`"${name}" is no profile of your own: it comes from ${file}.`, { exitCode: 2, advice });
  });
}

async function orTell<Answer>(
  daemon: Connection,
  name: string,
  asking: Promise<Answer>,
  failure: (file: string) => CliFailure,
): Promise<Answer> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof DaemonError) || error.code !== 'profile_not_found') throw error;
    const workspace = workspaceFolder();
    if (workspace === undefined) throw error;
    const { profiles } = await daemon.profiles(workspace);
    const profile = profiles.find((one) => one.name === name && one.origin === 'workspace');
    throw profile ? failure(plainText(profile.file)) : error;
  }
}
