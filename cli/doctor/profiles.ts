/** Checks of each profile: who is signed in, the files that it names, and its server as the daemon sees it. */

import { createHash } from 'node:crypto';
import type { Connection } from '../../clients/node/connection.ts';
import { DaemonError, DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import { type AccountSummary, type ProfileSummary } from '../../daemon/api.ts';
import { errorTable } from '../../daemon/errors.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { examineAccount } from './daemon.ts';
import { look, openToOthers } from './file-access.ts';
import { type LocalFinding, Notes } from './finding.ts';

export interface ProfileExamination {
  workspace: string | undefined;
  /** Renew each account's token for a trial. */
  refresh: boolean;
}

/** `accounts`: those of this profile. */
export async function examineProfile(
  daemon: Connection,
  profile: ProfileSummary,
  accounts: AccountSummary[],
  { workspace, refresh }: ProfileExamination,
): Promise<LocalFinding[]> {
  const notes = new Notes(`Profile ${profile.name}`);
  if (accounts.length === 0) notes.ok('account', `Nobody is signed in; \`tokenwell login ${profile.name}\` does it.`);
  for (const account of accounts) examineAccount(notes, account);
  const here = profile.origin === 'workspace' ? { workspace } : {};
  try {
    const { definition } = await daemon.profile(profile.name, here.workspace);
    examineFile(notes, definition.private_key_file);
    const { findings } = await daemon.diagnose({
      profile: profile.name,
      ...(here.workspace !== undefined && { workspace: here.workspace }),
    });
    for (const finding of findings) notes.take(finding);
  } catch (error) {
    tellFailure(notes, 'profile', error);
  }
  if (refresh) for (const account of accounts) await tryRefresh(notes, daemon, account);
  return notes.findings;
}

/** It is read at sign-in only. */
function examineFile(notes: Notes, file: string | undefined): void {
  if (file === undefined) return;
  const stats = look(file);
  const fault = stats ? openToOthers(stats) : 'is not there';
  if (!fault) return notes.ok('private key', `${file} is yours alone.`);
  const advice = stats ? `Close it to others: \`chmod 600 '${file}'\`.` : 'Mend `private_key_file` in the profile.';
  notes.warn('private key', `${file} ${fault}.`, advice);
}

/** A token that an API refused is renewed at once; so the current one is called refused, which harms nothing. */
async function tryRefresh(
  notes: Notes,
  daemon: Connection,
  { id, name, profile, state }: AccountSummary,
): Promise<void> {
  if (state === 'signed_out' || state === 'signing_in') return;
  try {
    const before = await daemon.token(profile, { account: id });
    const rejected = createHash('sha256').update(before.access_token).digest('hex');
    const { expires_in: life } = await daemon.token(profile, { account: id, rejected, deadline: 30 });
    notes.ok('trial refresh', `A new token for ${name}${life === null ? '' : `, for ${life} s`}.`);
  } catch (error) {
    tellFailure(notes, 'trial refresh', error);
  }
}

function tellFailure(notes: Notes, check: string, error: unknown): void {
  if (error instanceof DaemonError && error.code === 'not_found') {
    const detail = 'The daemon that runs is an older one, which cannot look at servers.';
    return notes.warn(check, detail, '`tokenwell daemon restart` replaces it.');
  }
  if (error instanceof DaemonError) {
    return notes.fail(check, error.message, errorTable[error.code]?.advice ?? '', exitCodeOf(error.code) || 1);
  }
  if (!(error instanceof DaemonUnreachable)) throw error;
  notes.fail(check, error.message, '`tokenwell daemon logs` tells what the daemon did last.', 6);
}
