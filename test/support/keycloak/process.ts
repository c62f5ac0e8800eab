/** A Keycloak of its own for one test run: own port, own data, nothing left behind. */

import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keycloakHome } from '../../../scripts/install-keycloak.ts';

export const administrator = { name: 'admin', password: 'canary-keycloak-admin' };

export interface KeycloakProcess {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  logFile: string;
  /** The Java process's group, for SIGSTOP and SIGCONT. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

const startLimit = 180_000;

export async function startKeycloakProcess(realmName: string, definition: object): Promise<KeycloakProcess> {
  const folder = ownFolder(realmName, definition);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const logFile = join(folder, 'keycloak.log');
  const log = openSync(logFile, 'a');
  const options = ['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`, `--hostname=${origin}`];
  const child = spawn('bin/kc.sh', ['start', '--optimized', '--import-realm', '--cache=local', ...options], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      // A third less of the CPU, for a server that lives for minutes.
      JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1',
      KC_BOOTSTRAP_ADMIN_USERNAME: administrator.name,
      KC_BOOTSTRAP_ADMIN_PASSWORD: administrator.password,
    },
  });
  closeSync(log);
  const signal = (name: NodeJS.Signals) => signalGroup(child, name);
  const killAtExit = () => signal('SIGKILL');
  process.once('exit', killAtExit);

  const stop = async () => {
    process.off('exit', killAtExit);
    const ended = child.exitCode !== null ? undefined : new Promise((resolve) => child.once('exit', resolve));
    signal('SIGCONT');
    signal('SIGTERM');
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    signal('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilUp(`${origin}/realms/${realmName}/.well-known/openid-configuration`, child, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, logFile, signal, stop };
}

/** The shared installation is only read; what Keycloak writes goes to a folder of this run. */
function ownFolder(realmName: string, definition: object): string {
  const home = keycloakHome();
  if (!existsSync(home)) {
    throw new Error(`Keycloak is not installed in ${home}. Run: npm exec -- node scripts/install-test-tools.ts`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'tokenwell-keycloak-'));
  for (const shared of ['lib', 'conf', 'providers', 'themes']) symlinkSync(join(home, shared), join(folder, shared));
  mkdirSync(join(folder, 'bin'));
  // kc.sh takes the folder above its own, symbolic links resolved, for Keycloak's home: so it is copied.
  copyFileSync(join(home, 'bin', 'kc.sh'), join(folder, 'bin', 'kc.sh'));
  mkdirSync(join(folder, 'data', 'import'), { recursive: true });
  writeFileSync(join(folder, 'data', 'import', `${realmName}-realm.json`), JSON.stringify(definition));
  return folder;
}

async function untilUp(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + startLimit;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Keycloak ended at its start:\n${tail(logFile)}`);
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await sleep(250);
  }
  throw new Error(`Keycloak was not up after ${startLimit / 1000} s:\n${tail(logFile)}`);
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-20).join('\n');
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
