/** Checks of the daemon itself: which one it is, its files, its store, and who is signed in. */

import { connect } from 'node:net';
import type { Connection } from '../../clients/node/connection.ts';
import { readDiscovery } from '../../clients/node/find-daemon.ts';
import type { AccountSummary, HealthResponse } from '../../daemon/api.ts';
import type { Paths } from '../../daemon/paths.ts';
import { isNewer, version } from '../../daemon/version.ts';
import { duration } from '../output/duration.ts';
import { workspaceFolder } from '../workspace.ts';
import { look, openToOthers } from './file-access.ts';
import { type LocalFinding, Notes } from './finding.ts';

export async function examineDaemon(
  paths: Paths,
  daemon: Connection | null,
  health: HealthResponse | null,
): Promise<LocalFinding[]> {
  const notes = new Notes('Daemon');
  if (!daemon || !health) {
    const left = [paths.discovery, paths.discoveryCopy].filter((file) => look(file));
    const detail = 'No daemon runs, so the store, the profiles and the servers were not looked at.';
    notes.fail('daemon', detail, '`tokenwell daemon start`, then `tokenwell doctor` again.', 6);
    for (const file of left)
      notes.warn(
        'daemon.json',
        `${file} was left behind by one that died.`,
        'The next start replaces it; `tokenwell daemon logs` tells how it ended.',
      );
    return notes.findings;
  }
  examineVersion(notes, health);
  await examineSocket(notes, daemon);
  examineDiscovery(notes, paths, health);
  await examineStore(notes, daemon);
  await examineConfiguration(notes, daemon, workspaceFolder());
  return notes.findings;
}

function examineVersion(notes: Notes, { version: its, pid, uptime }: HealthResponse): void {
  const detail = `Version ${its}, process ${pid}, for ${duration(uptime)} now`;
  if (its === version) return notes.ok('daemon', `${detail}.`);
  const advice = isNewer(version, its)
    ? '`tokenwell daemon restart` replaces it with this version.'
    : 'It is newer than this command: use the newer `tokenwell`; it may be first on another PATH.';
  notes.warn('daemon', `${detail}; this command is ${version}.`, advice);
}

async function examineSocket(notes: Notes, daemon: Connection): Promise<void> {
  const { socket, discovery } = daemon.address;
  const stats = look(socket);
  const fault = stats && openToOthers(stats);
  if (fault) notes.fail('socket', `${socket} ${fault}.`, '`tokenwell daemon restart` makes it anew.');
  else notes.ok('socket', `${socket} answers.`);
  if (!discovery) return;
  const { port } = discovery;
  if (port === null) return notes.ok('TCP', 'Off, as the setting `tcp` says.');
  if (await listens(port)) return notes.ok('TCP', `127.0.0.1:${port} answers.`);
  notes.fail(
    'TCP',
    `Nothing answers at 127.0.0.1:${port}.`,
    'A firewall may close it; `tokenwell daemon restart` takes another port.',
  );
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

/** Two files say where the daemon is; a client believes the one that it can see. */
function examineDiscovery(notes: Notes, paths: Paths, { start_id: startId }: HealthResponse): void {
  const files = paths.discovery === paths.discoveryCopy ? [paths.discovery] : [paths.discovery, paths.discoveryCopy];
  const wrong = files.flatMap((file) => {
    const discovery = readDiscovery(file);
    if (!discovery) return [`${file} is missing, damaged or open to others`];
    return discovery.start_id === startId ? [] : [`${file} names another daemon (process ${discovery.pid})`];
  });
  if (wrong.length === 0) return notes.ok('daemon.json', 'Both copies name this daemon.');
  const advice = '`tokenwell daemon restart` writes them anew. If another daemon of yours runs, stop that one first.';
  notes.warn('daemon.json', `${wrong.join('; ')}.`, advice);
}

async function examineStore(notes: Notes, daemon: Connection): Promise<void> {
  const { kind, state, detail } = await daemon.store();
  if (state === 'locked') return notes.fail('store', `The store (${kind}) is locked.`, detail, 7);
  if (kind === 'memory')
    return notes.warn(
      'store',
      'Sign-ins are kept in memory only.',
      'They end with the daemon; docs/state.md compares the kinds of store.',
    );
  notes.ok('store', `${kind}, open.`);
}

async function examineConfiguration(notes: Notes, daemon: Connection, workspace: string | undefined): Promise<void> {
  const { profiles, problems } = await daemon.profiles(workspace);
  for (const { file, message } of problems)
    notes.fail('configuration', `${file}: ${message}`, 'Mend it; it is read again at the next call.');
  if (problems.length > 0) return;
  if (profiles.length > 0)
    return notes.ok(
      'configuration',
      `${profiles.length} profile${profiles.length === 1 ? '' : 's'}, nothing wrong in the files.`,
    );
  notes.warn('configuration', 'There are no profiles yet.', '`tokenwell profile add --help` shows how to add one.');
}

export function examineAccount(notes: Notes, account: AccountSummary): void {
  const { name, state, profile } = account;
  if (account.at_risk)
    return notes.fail(
      name,
      'A new refresh token could not be written down yet.',
      'Do not end the daemon; make room on the disk or unlock the store.',
    );
  if (state === 'signed_in') return notes.ok(name, 'Signed in.');
  if (state === 'signing_in') return notes.ok(name, 'A sign-in waits for its approval.');
  if (state === 'locked') return notes.warn(name, 'The store is locked.', '`tokenwell store status` says what to do.');
  const why = account.last_error ? ` ${account.last_error.detail}` : '';
  if (state === 'retrying')
    return notes.warn(
      name,
      `The last renewal failed; the daemon goes on trying.${why}`,
      'The checks of its server below tell more.',
    );
  notes.fail(name, `Signed out.${why}`, `Sign in with \`tokenwell login ${profile}\`.`, 3);
}
