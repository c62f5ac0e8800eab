/** A D-Bus session of its own with a real gnome-keyring on it, for one test. Needs the packages dbus and gnome-keyring. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts no service by itself: a keyring is there only when a test wants one, and prompts for passwords fail at once. */
const configuration = (
  socket: string,
) => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`;

export class KeyringSession {
  readonly folder = mkdtempSync(join(tmpdir(), 'tokenwell-keyring-'));
  readonly address = `unix:path=${join(this.folder, 'bus')}`;
  #bus: ChildProcess | null = null;

  /** The bus, without a keyring on it. */
  async startBus(): Promise<void> {
    const file = join(this.folder, 'bus.conf');
    writeFileSync(file, configuration(join(this.folder, 'bus')));
    mkdirSync(join(this.folder, 'run'), { recursive: true, mode: 0o700 });
    this.#bus = spawn('dbus-daemon', [`--config-file=${file}`, '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // It prints its address once it listens.
    await once(this.#bus.stdout as NodeJS.EventEmitter, 'data');
  }

  /** A keyring that is open; made anew, with an empty password, where there was none. */
  startOpenKeyring(): void {
    this.#keyringDaemon(['--daemonize', '--unlock', '--components=secrets']);
  }

  startLockedKeyring(): void {
    this.#keyringDaemon(['--start', '--components=secrets']);
  }

  /** The keyring daemon ends with its bus. What it keeps on disk stays. */
  async stop(): Promise<void> {
    const bus = this.#bus;
    this.#bus = null;
    if (!bus) return;
    const ended = once(bus, 'exit');
    bus.kill('SIGKILL');
    await ended;
    rmSync(join(this.folder, 'bus'), { force: true });
    rmSync(join(this.folder, 'run'), { recursive: true, force: true });
  }

  /** The names under which the keyring holds keys of Tokenwell. Needs libsecret, as what is tested does. */
  entries(): string[] {
    const list = "for (const { account } of await keyring.findCredentials('tokenwell')) console.log(account)";
    return this.#ask(list).split('\n').filter(Boolean).sort();
  }

  forgetAll(): void {
    this.#ask(
      "for (const { account } of await keyring.findCredentials('tokenwell')) await keyring.deletePassword('tokenwell', account)",
    );
  }

  #ask(script: string): string {
    const environment = { ...process.env, DBUS_SESSION_BUS_ADDRESS: this.address };
    const program = `const { default: keyring } = await import('@github/keytar'); ${script}`;
    return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env: environment }).toString();
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Each of these calls returns once the daemon serves. */
  #keyringDaemon(parameters: string[]): void {
    execFileSync('gnome-keyring-daemon', parameters, {
      timeout: 5_000,
      input: '\n',
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        XDG_DATA_HOME: join(this.folder, 'data'),
        XDG_RUNTIME_DIR: join(this.folder, 'run'),
        DBUS_SESSION_BUS_ADDRESS: this.address,
      },
    });
  }
}
