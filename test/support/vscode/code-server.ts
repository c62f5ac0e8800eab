/** A code-server of its own: own port, own user data, its own process group, nothing left behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installedExtension } from './installation.ts';

export interface CodeServerOptions {
  /** Empty; it takes the user data. */
  folder: string;
  /** For `--extensions-dir`. */
  extensions: string;
  /** Names of the extensions that VS Code brings itself and shall have; without it all of them. */
  builtIn?: string[];
  /** All that the extension finds in its environment. */
  environment: Record<string, string>;
}

export interface CodeServer {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** Folder of VS Code's own logs. */
  logs: string;
  /** What it printed so far. */
  output(): string;
  /** User settings besides those that keep VS Code quiet; replaces what was said so before. */
  configure(settings: Record<string, unknown>): void;
  /** Resolves once the windows that were closed have let go of the extension. */
  idle(): Promise<void>;
  /** Ends it with all that it started, except daemons: those are nobody's children. */
  stop(): Promise<void>;
}

/** Nothing that asks, phones home or moves by itself; light or dark as the browser wants it. */
const quiet = {
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.enablePersistentSessions': false,
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.initialHint': false,
  'terminal.integrated.suggest.enabled': false,
  'window.autoDetectColorScheme': true,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/** Milliseconds. */
const startLimit = 60_000;

/** Seconds; VS Code's own is three hours. */
const reconnectionLimit = 5;

/** Milliseconds; well above `reconnectionLimit`. */
const idleLimit = 40_000;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { program } = installedExtension();
  const { folder, extensions } = options;
  const user = join(folder, 'user');
  // Some settings count only where the person sits, others only on this machine, as those that are for a machine.
  const files = ['User', 'Machine'].map((name) => join(user, name, 'settings.json'));
  for (const file of files) mkdirSync(dirname(file), { recursive: true });
  const configure = (settings: Record<string, unknown>) => {
    for (const file of files) writeFileSync(file, JSON.stringify({ ...quiet, ...settings }, null, 2));
  };
  configure({});
  const flags = ['--auth=none', '--bind-addr=127.0.0.1:0', '--disable-telemetry', '--disable-update-check'];
  // A window that closes says goodbye, unless its page was too busy for it: then the extension host is kept for this long.
  flags.push(`--reconnection-grace-time=${reconnectionLimit}`);
  if (options.builtIn) flags.push(`--builtin-extensions-dir=${choose(options.builtIn, { program, folder })}`);
  const folders = ['--config', join(folder, 'config.yaml'), '--extensions-dir', extensions, '--user-data-dir', user];
  const child = spawn(process.execPath, [program, ...flags, ...folders], {
    detached: true,
    // Without a gallery it asks no server on the internet.
    env: { EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const stop = async () => {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    signalGroup(child, 'SIGTERM');
    await Promise.race([ended, delay(5_000, undefined, { ref: false })]);
    signalGroup(child, 'SIGKILL');
    running.delete(child);
  };
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`code-server did not listen:\n${output}`)), startLimit);
      const read = (text: Buffer) => {
        output += text;
        const address = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output)?.[1];
        if (address) resolve(address);
        if (address) clearTimeout(limit);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`code-server ended with code ${code}:\n${output}`)));
    });
    return {
      origin,
      logs: join(user, 'logs'),
      output: () => output,
      configure,
      idle: () => untilIdle(() => output),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A folder with these of VS Code's own extensions, for `--builtin-extensions-dir`. */
function choose(names: string[], { program, folder }: { program: string; folder: string }): string {
  const all = join(dirname(program), '../../lib/vscode/extensions');
  const chosen = join(folder, 'built-in');
  mkdirSync(chosen);
  for (const name of names) symlinkSync(join(all, name), join(chosen, name));
  return chosen;
}

async function untilIdle(output: () => string): Promise<void> {
  const count = (words: RegExp) => output().match(words)?.length ?? 0;
  const end = Date.now() + idleLimit;
  while (count(/Launched Extension Host Process/g) > count(/Extension Host Process exited/g)) {
    if (Date.now() > end) throw new Error(`code-server keeps an extension host whose window was closed:\n${output()}`);
    await delay(20);
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}
