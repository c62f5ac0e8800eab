/**
 * A real VS Code (code-server) with the packaged extension in it, and a browser in front of it.
 *
 *     describe('signing in', () => {
 *       const vscode = useVSCode({ store: 'memory' });
 *       it('asks which server', async () => {
 *         vscode.writeProfiles({ lab: { issuer: server.issuer, client_id: server.clientId, scope: 'openid' } });
 *         const window = await vscode.openWindow();
 *         await window.statusBar.click();
 *         await window.quickPick.choose('lab');
 *       });
 *     });
 *
 * Suites share one, each with its own user settings; what asks for another environment is another one. After each test it is
 * as new: its windows are closed, its daemons have ended, and HOME, TOKENWELL_HOME, the workspace and the browser's storage
 * are as before. Of a test that fails a picture of each window and all logs are kept.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../../clients/node/connect.ts';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon, readDiscovery } from '../../clients/node/find-daemon.ts';
import type { ProfileDefinitionInput, StoreKind } from '../../daemon/api.ts';
import { findPaths, type Paths } from '../../daemon/paths.ts';
import { daemonsOf, end, isRunning, untilGone } from './daemon.ts';
import { forget, sharedProfile } from './vscode/browser.ts';
import { type CodeServer, startCodeServer } from './vscode/code-server.ts';
import type { Development } from './vscode/development.ts';
import { keepEvidence } from './vscode/evidence.ts';
import { empty, furnish } from './vscode/folders.ts';
import { copyExtensions, installedExtension, installVersion } from './vscode/installation.ts';
import { addressOf, Window } from './vscode/window.ts';

export type { Window } from './vscode/window.ts';

export interface VSCodeOptions extends Place, Wishes {}

/** What takes a VS Code of its own. */
interface Place {
  /** Extensions of its own, for a suite that changes them; else those of the whole run. */
  ownExtensions?: boolean;
  /** All that VS Code brings itself, for a person; else the few that tests meet, as each makes every window slower. */
  allBuiltIn?: boolean;
  /** Besides what the extension has there anyhow. */
  environment?: Record<string, string>;
}

/** What a suite wants of it, and the next one may want otherwise: user settings. */
interface Wishes {
  /** `tokenwell.store`; default `memory`. `automatic`: as where nobody chose one. */
  store?: StoreKind | 'automatic';
  /** Whether folders are untrusted until the person says otherwise, as in a VS Code on the desktop; default false. */
  workspaceTrust?: boolean;
  /** Others. */
  settings?: Record<string, unknown>;
}

interface WindowOptions {
  folder?: string | undefined;
  /** Extensions beside ours. */
  development?: Development | undefined;
}

const client = 'tokenwell-test';

/** Notebooks, some languages, how all of it looks, and what the browser's half of VS Code starts in any case. */
const builtIn = [
  ...['ipynb', 'notebook-renderers', 'theme-defaults', 'theme-seti'],
  ...['emmet', 'git-base', 'github-authentication', 'merge-conflict'],
  ...['javascript', 'json', 'julia', 'markdown-basics', 'python', 'r', 'shellscript'],
];

export class VSCode {
  readonly folder = mkdtempSync(join(tmpdir(), 'tokenwell-vscode-'));
  /** TOKENWELL_HOME. */
  readonly home = join(this.folder, 'tokenwell');
  /** What a window opens by default. */
  readonly workspace = join(this.folder, 'thesis');
  readonly paths: Paths;
  /** Over the owner socket, like any client; never starts a daemon. */
  readonly connection: Connection;
  readonly windows: Window[] = [];
  /** HOME. */
  readonly #personal = join(this.folder, 'home');
  readonly #place: Place;
  readonly #environment: Record<string, string>;
  #wishes: Wishes;
  #codeServer: CodeServer | undefined;
  #starting: Promise<CodeServer> | undefined;

  constructor(options: VSCodeOptions = {}) {
    this.#place = options;
    this.#wishes = options;
    this.#environment = {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: this.#personal,
      SHELL: '/bin/bash',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TOKENWELL_HOME: this.home,
      TOKENWELL_SYSTEM_CONFIG: join(this.home, 'system'),
      ...options.environment,
    };
    this.paths = findPaths(this.#environment);
    this.connection = new Connection({ find: () => findDaemon(this.paths, this.environment), client });
    for (const each of [this.home, this.workspace]) mkdirSync(each);
    furnish(this.#personal);
  }

  /** Of what may start a daemon besides VS Code; that one knows by its settings which store is wanted. */
  get environment(): Record<string, string> {
    const { store = 'memory' } = this.#wishes;
    return { TOKENWELL_STORE: store === 'automatic' ? '' : store, ...this.#environment };
  }

  get #extensions(): string {
    return join(this.folder, 'extensions');
  }

  get codeServer(): CodeServer {
    if (!this.#codeServer) throw new Error('VS Code was not started.');
    return this.#codeServer;
  }

  /** Of the workspace, for a browser. */
  get address(): string {
    return addressOf(this.codeServer.origin, this.workspace);
  }

  async start(wishes: Wishes = this.#wishes): Promise<void> {
    this.#starting ??= this.#start();
    this.#codeServer = await this.#starting;
    this.#wishes = wishes;
    this.configure({});
  }

  async #start(): Promise<CodeServer> {
    const { ownExtensions = false, allBuiltIn = false } = this.#place;
    const extensions = ownExtensions ? copyExtensions(this.#extensions) : installedExtension().extensions;
    const options = { folder: this.folder, extensions, environment: this.#environment };
    return startCodeServer({ ...options, ...(!allBuiltIn && { builtIn }) });
  }

  /** User settings besides those of the suite, until the test ends. */
  configure(others: Record<string, unknown>): void {
    const { store = 'memory', workspaceTrust = false, settings } = this.#wishes;
    const own = { 'tokenwell.store': store, 'security.workspace.trust.enabled': workspaceTrust };
    this.codeServer.configure({ ...own, ...settings, ...others });
  }

  /** Windows have it once they are reloaded. */
  async update(version: string): Promise<void> {
    await installVersion(version, this.#extensions);
  }

  /** Windows of one test are those of one person: they share the browser's storage and clipboard. */
  async openWindow({ folder = this.workspace, development }: WindowOptions = {}): Promise<Window> {
    const profile = await sharedProfile();
    const { origin } = this.codeServer;
    await profile.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const window = await Window.open(profile, origin, folder, development);
    // The clipboard is the browser's, and so it outlives a test.
    if (this.windows.length === 0) await window.clipboard.write('');
    this.windows.push(window);
    return window;
  }

  writeProfiles(profiles: Record<string, ProfileDefinitionInput>): void {
    writeJson(this.paths.configFile, { profiles });
  }

  /** The daemon as the extension starts it; for what shall be there before a window opens. */
  startDaemon(): Promise<Connection> {
    const { paths, environment } = this;
    return connect({ client, paths, environment, bundle: join(installedExtension().folder, 'dist') });
  }

  /** null: none was started, or it has ended. */
  get daemonPid(): number | null {
    const pid = readDiscovery(this.paths.discovery)?.pid;
    return pid !== undefined && isRunning(pid) ? pid : null;
  }

  /** Resolves once somebody has started one. */
  async daemonRuns(): Promise<void> {
    while (this.daemonPid === null) await delay(20);
  }

  /** Resolves once the daemon has its key, by the window or the keyring, and serves. */
  async storeIsOpen(): Promise<void> {
    while ((await this.connection.store()).state !== 'open') await delay(20);
  }

  /** `kill -9`. Resolves once it is gone. */
  async killDaemon(): Promise<void> {
    const pid = this.daemonPid;
    if (pid === null) throw new Error('No daemon runs.');
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
  }

  /** `tokenwell daemon stop`. Resolves once it is gone. */
  async stopDaemon(): Promise<void> {
    const pid = this.daemonPid;
    if (pid === null) return;
    await this.connection.shutDown();
    await untilGone(pid);
  }

  /** Those too that nobody can reach yet. */
  async #endDaemons(): Promise<void> {
    await Promise.all(daemonsOf(this.home).map(end));
  }

  /** As new, for the next test. */
  async freshen(): Promise<void> {
    this.windows.length = 0;
    await forget(this.codeServer.origin);
    await this.codeServer.idle();
    await this.#endDaemons();
    for (const folder of [this.home, this.workspace, this.#personal]) empty(folder);
    furnish(this.#personal);
    // A test may have chosen something that is a setting.
    this.configure({});
  }

  async close(): Promise<void> {
    const codeServer = await this.#starting?.catch(() => undefined);
    await codeServer?.stop();
    await this.#endDaemons();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const shared = new Map<string, VSCode>();

/** For a suite: started before it, as new after each test, closed after the last suite of the run. */
export function useVSCode(options: VSCodeOptions = {}): VSCode {
  const { ownExtensions, allBuiltIn, environment, ...wishes } = options;
  const key = JSON.stringify({ ownExtensions, allBuiltIn, environment });
  const vscode = shared.get(key) ?? new VSCode(options);
  shared.set(key, vscode);
  before(async function startVSCode() {
    this.timeout(90_000);
    await vscode.start(wishes);
  });
  afterEach(async function freshenVSCode() {
    this.timeout(60_000);
    const { currentTest } = this;
    if (currentTest?.state === 'failed') await keepEvidence(vscode, currentTest.fullTitle());
    await vscode.freshen();
  });
  return vscode;
}

// At the top level of a module that suites import, this is a hook of mocha's root suite.
if (typeof after === 'function') {
  after(async function closeAll() {
    this.timeout(60_000);
    await Promise.all([...shared.values()].map((vscode) => vscode.close()));
  });
}

function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(content, null, 2));
}
