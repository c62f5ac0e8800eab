/** Alice, signed in at a NOMAD that makes tokens without a browser, and the real command with an environment of its own. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditEntry, LongLivedToken } from '../../daemon/api.ts';
import { type Outcome, runCli } from '../cli/run-cli.ts';
import { environmentOf, freshHome, type SpawnedDaemon, spawnTestDaemon } from './daemon.ts';
import { type Nomad, password, startNomad } from './nomad.ts';

export class ExportStage {
  readonly daemon: SpawnedDaemon;
  readonly nomad: Nomad;
  /** HOME of the daemon and the command, with the files of the tools in it. */
  readonly home: string;
  /** All that the command printed so far. */
  shown = '';

  constructor(daemon: SpawnedDaemon, nomad: Nomad, home: string) {
    this.daemon = daemon;
    this.nomad = nomad;
    this.home = home;
  }

  /** `program`: another daemon than the sources'. */
  static async start({ program }: { program?: string } = {}): Promise<ExportStage> {
    const nomad = await startNomad();
    const home = freshHome();
    mkdirSync(join(home, 'work'));
    const profiles = { nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' } };
    const settings = { log_level: 'trace' } as const;
    const daemon = await spawnTestDaemon({
      profiles,
      settings,
      environment: { HOME: home },
      ...(program && { program }),
    });
    const signIn = { profile: 'nomad', flow: 'password', username: 'alice', password } as const;
    await daemon.connection.startSignIn(signIn);
    return new ExportStage(daemon, nomad, home);
  }

  /** `tokenwell tokens …`, in the folder `work` of HOME. */
  async run(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
    const outcome = await runCli(['tokens', ...args], {
      environment: { ...environmentOf(this.daemon.home), HOME: this.home, ...environment },
      folder: join(this.home, 'work'),
    });
    this.shown += outcome.stdout + outcome.stderr;
    return outcome;
  }

  /** A new token goes straight to this target. */
  create(target: string, to: Record<string, string>, environment?: Record<string, string>): Promise<Outcome> {
    const places = Object.entries(to).flatMap(([name, value]) => ['--to', `${name}=${value}`]);
    const kind = ['--kind', 'app_token', '--set', 'description=job', '--expires', '1d'];
    return this.run(['create', 'nomad', ...kind, '--yes', '--export', target, ...places], environment);
  }

  /** The value of the newest token, as the server issued it. */
  get issued(): string {
    return this.nomad.appTokens.at(-1) ?? '';
  }

  async tokens(): Promise<LongLivedToken[]> {
    return JSON.parse((await this.run(['list', 'nomad', '--json'])).stdout).tokens;
  }

  async exported(): Promise<AuditEntry[]> {
    const { entries } = await this.daemon.connection.audit();
    return entries.filter(({ outcome }) => outcome === 'exported');
  }

  /** Whatever the daemon wrote, and all that was shown. */
  everythingTold(): string {
    const { logs, database } = this.daemon.paths;
    const files = readdirSync(logs).map((name) => join(logs, name));
    const told = [...files, database].map((file) => readFileSync(file, 'latin1'));
    return [this.shown, this.daemon.log(), ...told].join('\n');
  }

  async close(): Promise<void> {
    await this.daemon.close();
    await this.nomad.close();
  }
}
