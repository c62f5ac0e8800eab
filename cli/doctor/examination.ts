/** The whole examination, from what needs nothing to what needs the network. */

import type { Connection } from '../../clients/node/connection.ts';
import { DaemonUnreachable } from '../../clients/node/daemon-error.ts';
import type { AccountSummary, HealthResponse, ProfileSummary } from '../../daemon/api.ts';
import type { Paths } from '../../daemon/paths.ts';
import { CliFailure } from '../failure.ts';
import { runningDaemon } from '../reach-daemon.ts';
import { workspaceFolder } from '../workspace.ts';
import { examineComputer } from './computer.ts';
import { examineDaemon } from './daemon.ts';
import { examineEnvironment } from './environment.ts';
import { type LocalFinding, Notes } from './finding.ts';
import { examineProfile } from './profiles.ts';

export interface Examination {
  findings: LocalFinding[];
  /** null: no daemon runs. */
  daemon: Connection | null;
  health: HealthResponse | null;
  profiles: ProfileSummary[];
}

export interface ExaminationOptions {
  paths: Paths;
  /** Only this one; throws `CliFailure` where there is no such profile. */
  profile?: string | undefined;
  refresh: boolean;
  /** What is being looked at now. */
  onProgress: (words: string) => void;
}

export async function examine(options: ExaminationOptions): Promise<Examination> {
  const { paths, refresh, onProgress } = options;
  onProgress('Looking at this computer');
  const findings = await examineComputer(paths);
  onProgress('Looking at the daemon');
  const { daemon, health, trouble } = await findRunning();
  findings.push(...examineEnvironment(paths, health));
  findings.push(...(trouble ?? (await examineDaemon(paths, daemon, health))));
  if (!daemon) return { findings, daemon, health, profiles: [] };
  const workspace = workspaceFolder();
  const { profiles: all } = await daemon.profiles(workspace);
  const profiles = all.filter(({ name }) => options.profile === undefined || name === options.profile);
  if (options.profile !== undefined && profiles.length === 0) throw noSuchProfile(options.profile, all);
  const { accounts } = await daemon.accounts();
  for (const profile of profiles) {
    onProgress(`Asking ${URL.parse(profile.issuer)?.host ?? profile.issuer}`);
    const its = accounts.filter((account) => account.profile === profile.name);
    findings.push(...(await examineProfile(daemon, profile, its, { workspace, refresh })));
  }
  findings.push(...(options.profile === undefined ? strays(accounts, all) : []));
  return { findings, daemon, health, profiles };
}

interface Running {
  daemon: Connection | null;
  health: HealthResponse | null;
  trouble?: LocalFinding[];
}

async function findRunning(): Promise<Running> {
  try {
    const daemon = await runningDaemon();
    return { daemon, health: (await daemon?.health()) ?? null };
  } catch (error) {
    if (!(error instanceof DaemonUnreachable)) throw error;
    const notes = new Notes('Daemon');
    const advice = '`tokenwell daemon logs` tells what it does; if it hangs, end its process and start it again.';
    notes.fail('daemon', error.message, advice, 6);
    return { daemon: null, health: null, trouble: notes.findings };
  }
}

function strays(accounts: AccountSummary[], profiles: ProfileSummary[]): LocalFinding[] {
  const notes = new Notes('Accounts');
  for (const { name, profile } of accounts.filter((account) => profiles.every((one) => one.name !== account.profile))) {
    const advice = `It goes on working; \`tokenwell logout ${profile}\` ends it.`;
    notes.warn(name, `Signed in on ${profile}, of which there is no profile any more.`, advice);
  }
  return notes.findings;
}

function noSuchProfile(name: string, profiles: ProfileSummary[]): CliFailure {
  const names = profiles.map((profile) => profile.name).join(', ');
  const advice = names
    ? `There are: ${names}.`
    : 'There are none yet: `tokenwell profile add --help` shows how to add one.';
  return new CliFailure(`There is no profile "${name}".`, { exitCode: 2, advice });
}
