/**
 * Where everything lives. Shared with the clients (CLI, extension), who must find the daemon without starting it.
 *
 * `TOKENWELL_HOME` moves every directory below one folder. The state directory is found from the user's real home, not
 * from XDG_RUNTIME_DIR, which cron lacks, snaps rename and logout deletes: it is what makes the daemon one.
 */

import { createHash } from 'node:crypto';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

export interface Paths {
  /** Configuration: `config.json`. */
  config: string;
  /** State: the database, client keys, logs, the daemon's own copies. */
  state: string;
  /** Runtime: the owner socket and `daemon.json`. Owner-only; made again when it vanishes. */
  runtime: string;
  /** Organisation-wide profiles. */
  system: string;
  configFile: string;
  systemConfigFile: string;
  database: string;
  keys: string;
  logs: string;
  versions: string;
  discovery: string;
  /** Copy of the discovery file, for callers whose runtime directory is another one or none (cron, snaps). */
  discoveryCopy: string;
  /** Access tokens in files, for profiles that ask for it. */
  tokenFiles: string;
  /** Path of the Unix socket; on Windows a pipe is named in the discovery file instead. */
  socket: string;
}

/** sockaddr_un.sun_path holds 104 bytes on macOS and 108 on Linux, the closing NUL included. */
const longestSocketPath = 103;

type Environment = Record<string, string | undefined>;

export function findPaths(environment: Environment = process.env, platform: NodeJS.Platform = process.platform): Paths {
  const directories = environment.TOKENWELL_HOME
    ? below(resolve(environment.TOKENWELL_HOME))
    : usualDirectories(environment, platform);
  const system = environment.TOKENWELL_SYSTEM_CONFIG ?? systemDirectory(platform, environment);
  const runtime = shortEnough(directories.runtime, directories.state);
  return {
    ...directories,
    runtime,
    system,
    configFile: join(directories.config, 'config.json'),
    systemConfigFile: join(system, 'config.json'),
    database: join(directories.state, 'state.db'),
    keys: join(directories.state, 'keys'),
    logs: join(directories.state, 'logs'),
    versions: join(directories.state, 'versions'),
    discovery: join(runtime, 'daemon.json'),
    discoveryCopy: join(directories.state, 'daemon.json'),
    tokenFiles: join(runtime, 'tokens'),
    socket: join(runtime, 'daemon.sock'),
  };
}

function below(home: string): Pick<Paths, 'config' | 'state' | 'runtime'> {
  return { config: join(home, 'config'), state: join(home, 'state'), runtime: join(home, 'run') };
}

function usualDirectories(
  environment: Environment,
  platform: NodeJS.Platform,
): Pick<Paths, 'config' | 'state' | 'runtime'> {
  // os.userInfo() reads the account's real home; HOME may be anything (sudo, containers, snaps).
  const home = userInfo().homedir || homedir();
  if (platform === 'win32') {
    const local = environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
    return {
      config: join(local, 'Tokenwell', 'config'),
      state: join(local, 'Tokenwell', 'state'),
      runtime: join(local, 'Tokenwell', 'run'),
    };
  }
  if (platform === 'darwin') {
    const support = join(home, 'Library', 'Application Support', 'Tokenwell');
    return { config: support, state: join(support, 'state'), runtime: join(support, 'run') };
  }
  const state = join(home, '.local', 'state', 'tokenwell');
  const runtime = environment.XDG_RUNTIME_DIR ? join(environment.XDG_RUNTIME_DIR, 'tokenwell') : join(state, 'run');
  return { config: join(home, '.config', 'tokenwell'), state, runtime };
}

function systemDirectory(platform: NodeJS.Platform, environment: Environment): string {
  if (platform === 'win32') return join(environment.PROGRAMDATA ?? 'C:\\ProgramData', 'Tokenwell');
  if (platform === 'darwin') return '/Library/Application Support/Tokenwell';
  return '/etc/tokenwell';
}

/** A runtime directory whose socket path fits; otherwise a short one in the temporary folder, named after user and state. */
function shortEnough(runtime: string, state: string): string {
  if (Buffer.byteLength(join(runtime, 'daemon.sock.0000000000000000')) <= longestSocketPath) return runtime;
  const name = createHash('sha256').update(state).digest('hex').slice(0, 12);
  return join(tmpdir(), `tokenwell-${userInfo().uid}-${name}`);
}
