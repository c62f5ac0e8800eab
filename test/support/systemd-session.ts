/**
 * A systemd of a user's own, as after a login, without a machine that was booted with systemd: in a mount namespace with a
 * control group hierarchy of its own. Needs Linux, root and the package systemd.
 */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** `$0`: a name for the control group. A systemd looks for this folder to learn whether there is one. */
const login = `
set -e
mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system
mount -t tmpfs tmpfs /sys/fs/cgroup && mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified
mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
for hierarchy in systemd unified; do
  mkdir "/sys/fs/cgroup/$hierarchy/$0"
  echo $$ > "/sys/fs/cgroup/$hierarchy/$0/cgroup.procs"
done
exec systemd --user`;

export interface SystemdSession {
  /** What a program of this login has in its environment. */
  environment: Record<string, string>;
  units: string;
  /** Resolves with what it printed; rejects where systemctl says no. */
  systemctl(...words: string[]): Promise<string>;
  end(): Promise<void>;
}

export async function startSystemdSession(): Promise<SystemdSession> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-systemd-'));
  const [runtime, configuration] = [join(folder, 'run'), join(folder, 'config')];
  const units = join(configuration, 'systemd/user');
  mkdirSync(runtime, { mode: 0o700 });
  mkdirSync(units, { recursive: true });
  const environment = {
    ...{ PATH: process.env.PATH ?? '', HOME: folder },
    ...{ XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: configuration },
  };
  const manager = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', login, basename(folder)], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(manager, 'exit');
  const systemctl = async (...words: string[]) =>
    (await promisify(execFile)('systemctl', ['--user', ...words], { env: environment })).stdout.trim();
  while (!existsSync(join(runtime, 'systemd/private'))) {
    if (manager.exitCode !== null) throw new Error('systemd ended; it wants root and control groups');
    await delay(20);
  }
  await systemctl('start', 'basic.target');
  return {
    ...{ environment, units, systemctl },
    async end() {
      await systemctl('exit');
      await ended;
      for (const hierarchy of ['systemd', 'unified']) removeGroup(`/sys/fs/cgroup/${hierarchy}/${basename(folder)}`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The innermost first; the files in a control group are no files that could be removed. */
function removeGroup(path: string): void {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(path, entry.name));
  rmdirSync(path);
}
