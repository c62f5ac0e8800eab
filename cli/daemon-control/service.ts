/** The daemon as a service of the system: it starts when the person logs in, and stays. */

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeOwnCopy } from '../../clients/node/own-copy.ts';
import { findPaths } from '../../daemon/paths.ts';
import { bundled } from '../../daemon/version.ts';
import { CliFailure } from '../failure.ts';
import { paint } from '../output/paint.ts';
import { print } from '../output/print.ts';
import { runningDaemon } from '../reach-daemon.ts';
import {
  launchdAgent,
  launchdLabel,
  launchdVariable,
  type ServiceDescription,
  systemdUnit,
  systemdVariable,
} from './service-file.ts';
import { end } from './start-stop.ts';

interface ServiceManager {
  file: string;
  text: (service: ServiceDescription) => string;
  /** As it stands in the text. */
  variable: (name: string, value: string) => string;
  /** Fails where the manager cannot be used here. */
  probe: string[];
  install: string[][];
  uninstall: string[][];
  /** After the file is gone. */
  forget: string[][];
  notes: string[];
}

/** Milliseconds for the service to come up. */
const patience = 15_000;

export async function install({ print: onlyPrint }: { print?: boolean }): Promise<void> {
  const manager = managerOf(process.platform);
  const running = await runningDaemon();
  const version = (await running?.health())?.version ?? null;
  const text = manager.text({
    command: [process.execPath, daemonProgram(version), '--stay'],
    environment: ownEnvironment(),
  });
  if (onlyPrint) return print(text.trimEnd());
  await run(manager.probe);
  mkdirSync(dirname(manager.file), { recursive: true });
  writeFileSync(manager.file, text);
  // The service's own process must get the state.
  if (running) await end(running);
  for (const command of manager.install) await run(command);
  await comesUp();
  print(`${paint('green', '✓')} The daemon is a service now: it starts when you log in. (${manager.file})`);
  for (const note of manager.notes) print(`  ${note}`);
}

/** The service's file; null: there is none. `ours`: it runs the daemon of this TOKENWELL_HOME, and not another one. */
export function installedService(): { file: string; ours: boolean } | null {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return null;
  const { file, variable } = managerOf(process.platform);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const home = process.env.TOKENWELL_HOME;
  return { file, ours: home ? text.includes(variable('TOKENWELL_HOME', home)) : !text.includes('TOKENWELL_HOME') };
}

/** Without a word, and also where the service manager cannot be reached: its file is gone then. */
export async function takeServiceAway(): Promise<void> {
  const manager = managerOf(process.platform);
  for (const command of manager.uninstall) await run(command).catch(() => {});
  rmSync(manager.file, { force: true });
  for (const command of manager.forget) await run(command).catch(() => {});
}

export async function uninstall(): Promise<void> {
  await run(managerOf(process.platform).probe);
  await takeServiceAway();
  print(`${paint('green', '✓')} The daemon is no service any more. Commands that need it start it, as before.`);
}

function managerOf(platform: NodeJS.Platform): ServiceManager {
  if (platform === 'linux') return systemd();
  if (platform === 'darwin') return launchd();
  throw new CliFailure('Installing the daemon as a service is known for systemd and launchd only.', {
    advice:
      'It is not needed: commands and VS Code start the daemon. To start it at login, run `tokenwell daemon start` then.',
  });
}

function systemd(): ServiceManager {
  const configuration = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
  const systemctl = (...words: string[]) => ['systemctl', '--user', ...words];
  return {
    file: join(configuration, 'systemd', 'user', 'tokenwell.service'),
    text: systemdUnit,
    variable: systemdVariable,
    probe: systemctl('show-environment'),
    install: [
      systemctl('daemon-reload'),
      systemctl('enable', 'tokenwell.service'),
      systemctl('restart', 'tokenwell.service'),
    ],
    uninstall: [systemctl('disable', '--now', 'tokenwell.service')],
    forget: [systemctl('daemon-reload')],
    notes: [
      'It ends when you log out everywhere; `loginctl enable-linger` keeps it, and starts it at boot.',
      'After a boot a keyring is locked until you log in on the desktop; until then `tokenwell status` says so.',
    ],
  };
}

function launchd(): ServiceManager {
  const domain = `gui/${process.getuid?.() ?? 0}`;
  const file = join(homedir(), 'Library', 'LaunchAgents', `${launchdLabel}.plist`);
  return {
    file,
    text: launchdAgent,
    variable: launchdVariable,
    probe: ['launchctl', 'print', domain],
    install: [['launchctl', 'bootstrap', domain, file]],
    uninstall: [['launchctl', 'bootout', `${domain}/${launchdLabel}`]],
    forget: [],
    notes: ['It runs while you are logged in; your keychain is open then.'],
  };
}

/** `versions/current` always leads to the newest copy, so that the service needs no change with an update. */
function daemonProgram(running: string | null): string {
  if (!bundled) return join(import.meta.dirname, '../../daemon/main.ts');
  const paths = findPaths();
  makeOwnCopy(paths, import.meta.dirname, running);
  return join(paths.versions, 'current', 'daemon.mjs');
}

/** What makes this a daemon of its own; all else it takes from the settings. */
function ownEnvironment(): Record<string, string> {
  const names = ['TOKENWELL_HOME', 'TOKENWELL_STORE', 'TOKENWELL_SYSTEM_CONFIG'];
  const given = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  // VS Code's own runtime is a Node when it is told so.
  return { ...Object.fromEntries(given), ...(process.versions.electron && { ELECTRON_RUN_AS_NODE: '1' }) };
}

async function run([program = '', ...args]: string[]): Promise<void> {
  try {
    await promisify(execFile)(program, args);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0];
    const reason = said || ((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not installed' : 'it failed');
    throw new CliFailure(`\`${[program, ...args].join(' ')}\`: ${reason}.`, {
      advice:
        'A service manager for your user is needed, as on a desktop. `tokenwell daemon install --print` shows the file.',
    });
  }
}

async function comesUp(): Promise<void> {
  const limit = performance.now() + patience;
  while ((await runningDaemon()) === null) {
    if (performance.now() > limit) {
      throw new CliFailure('The service was started, but the daemon does not answer.', {
        exitCode: 6,
        advice: '`tokenwell daemon logs` tells more; `tokenwell daemon uninstall` takes the service away again.',
      });
    }
    await delay(50);
  }
}
