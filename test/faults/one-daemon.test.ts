import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import { systemClock } from '../../daemon/clock.ts';
import { EventStream } from '../../daemon/events.ts';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { openState } from '../../daemon/store/state.ts';
import { environmentOf, freshHome, type SpawnedDaemon, spawnTestDaemon, untilGone } from '../support/daemon.ts';

const main = join(import.meta.dirname, '../../daemon/main.ts');

/** Exit code of a daemon that met another one's lock. */
const alreadyRunning = 3;

describe('one daemon a state', function () {
  this.timeout(60_000);
  let home: string;
  let running: SpawnedDaemon[];
  /** Daemons that were started by other processes than this one. */
  let detached: number[];

  beforeEach(() => {
    home = freshHome();
    [running, detached] = [[], []];
  });

  afterEach(async () => {
    await Promise.all(running.map((daemon) => daemon.close()));
    for (const pid of detached) process.kill(pid, 'SIGTERM');
    await Promise.all(detached.map(untilGone));
    rmSync(home, { recursive: true, force: true });
  });

  it('holds when ten start at once, and all ten find the one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => run(script(callDaemon))));
    const healths = answers.map(({ output }) => JSON.parse(output));
    assert.equal(new Set(healths.map(({ start_id }) => start_id)).size, 1);
    detached.push(healths[0].pid);
  });

  it('holds with another runtime directory or none, and callers there find it', async () => {
    // The directories of a real account: its home is the test's folder, in a mount namespace of its own.
    const atHome = ['sh', '-c', 'mount --bind "$0" /root && exec "$@"', home];
    const account = { HOME: '/root', TOKENWELL_STORE: 'keyfile', TOKENWELL_SYSTEM_CONFIG: join(home, 'system') };
    const inHome = (args: string[], runtime: string | null) =>
      launch(unshare('--mount', ...atHome, process.execPath, ...args), {
        ...account,
        ...(runtime && { XDG_RUNTIME_DIR: join(home, runtime) }),
      });
    for (const runtime of ['one', 'two']) mkdirSync(join(home, runtime), { mode: 0o700 });

    const first = inHome([main], 'one');
    await once(first.stdout, 'readable');
    for (const runtime of ['two', null]) {
      assertRefused(await finish(inHome([main], runtime)));
      const { output } = await finish(inHome(script(callDaemon), runtime));
      assert.equal(JSON.parse(output).pid, first.pid);
    }
    first.kill('SIGTERM');
    assert.equal((await finish(first)).code, 0);
  });

  it('holds in the bare environment of cron, which finds it by the copy in the state directory', async () => {
    const daemon = await start();
    rmSync(daemon.paths.discovery);
    const bare = ['/usr/bin/env', '-i', `TOKENWELL_HOME=${home}`, process.execPath, ...script(callDaemon)];
    const { output } = await finish(launch(bare, {}));
    assert.equal(JSON.parse(output).pid, daemon.pid);
  });

  it('starts as soon as a daemon that is just ending has let go of the state', async () => {
    const paths = findPaths(environmentOf(home));
    const events = new EventStream();
    const ending = await openState({ paths, kind: 'keyfile', clock: systemClock, log: silentLog, events });
    const connecting = run(script(callDaemon));
    await untilLogged(join(paths.logs, 'daemon.log'), 'already_running');
    await ending.close();
    detached.push(JSON.parse((await connecting).output).pid);
  });

  it('holds no lock and no pipe of the script that happened to start it', async () => {
    const lock = join(home, 'lock');
    const locking = [
      'bash',
      '-c',
      'exec 200>"$0" && flock 200 && exec "$@"',
      lock,
      process.execPath,
      ...script(callDaemon),
    ];
    detached.push(JSON.parse((await finish(launch(locking, environmentOf(home)))).output).pid);
    assert.equal((await finish(launch(['flock', '--nonblock', lock, 'true'], {}))).code, 0);
  });

  it('holds through a symbolic link and through a second mount of the same home', async () => {
    await start();
    const other = freshHome();
    rmSync(other, { recursive: true });
    symlinkSync(home, other);
    assertRefused(await run([main], environmentOf(other)));
    rmSync(other);

    mkdirSync(other);
    const mount = ['sh', '-c', 'mount --bind "$0" "$1" && shift && exec "$@"', home, other, process.execPath, main];
    assertRefused(await finish(launch(unshare('--mount', ...mount), environmentOf(other))));
    rmSync(other, { recursive: true });
  });

  it('holds on a host of another name, which is told where the daemon runs', async () => {
    const daemon = await start();
    const elsewhere = unshare('--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh', process.execPath, main);
    const second = await finish(launch(elsewhere, environmentOf(home)));
    assertRefused(second);
    assert.ok(JSON.parse(second.output).detail.includes(`runs on host ${hostname()}`), second.output);
    assert.equal((await daemon.connection.health()).pid, daemon.pid);
  });

  it('survives the deletion of its runtime directory, and is found again', async () => {
    const daemon = await start();
    rmSync(daemon.paths.runtime, { recursive: true });
    assertRefused(await run([main]));
    const anew = new Connection({ find: () => findDaemon(daemon.paths, {}), client: 'test' });
    assert.equal((await eventually(() => anew.health())).pid, daemon.pid);
  });

  it('ends when its state is deleted, and touches nothing of its successor', async () => {
    const first = await start();
    const ended = once(first.process, 'exit');
    rmSync(first.paths.state, { recursive: true });
    const second = await start();
    assert.equal((await ended)[0], 0);
    assert.equal((await eventually(() => second.connection.health())).pid, second.pid);
    assert.ok(existsSync(join(second.paths.state, 'holder.json')));
    assert.ok(existsSync(second.paths.discoveryCopy));
  });

  it('frees the state when it is killed, and the next one starts at once on what it left', async () => {
    const killed = await start();
    running.length = 0;
    assert.equal(await killed.kill('SIGKILL'), null);
    assert.ok(existsSync(killed.paths.socket), 'the stale socket is left');
    const next = await start();
    assert.equal((await next.connection.health()).pid, next.pid);
    assert.notEqual(next.pid, killed.pid);
  });

  it('ends in order on SIGTERM and SIGINT, stays on SIGHUP, and opens no debugger on SIGUSR1', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const daemon = await start();
      running.length = 0;
      process.kill(daemon.pid, 'SIGHUP');
      process.kill(daemon.pid, 'SIGUSR1');
      assert.equal((await daemon.connection.health()).pid, daemon.pid);
      await assert.rejects(fetch('http://127.0.0.1:9229/json/version'), 'Node’s debugger listens');
      assert.equal(await daemon.kill(signal), 0);
      assert.deepEqual(
        [daemon.paths.socket, daemon.paths.discovery, daemon.paths.discoveryCopy].filter(existsSync),
        [],
      );
    }
  });

  async function start(): Promise<SpawnedDaemon> {
    const daemon = await spawnTestDaemon({ home });
    running.push(daemon);
    return daemon;
  }

  async function run(args: string[], environment = environmentOf(home)): Promise<Finished> {
    return finish(launch([process.execPath, ...args], environment));
  }
});

/** The daemon writes its log as it goes. */
async function untilLogged(file: string, words: string): Promise<void> {
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes(words)) await delay(10);
}

interface Finished {
  code: number | null;
  output: string;
}

const callDaemon = `
  const connection = await connect({ client: 'test' });
  console.log(JSON.stringify(await connection.health()));
`;

/** Arguments for Node to run this with \`connect\` at hand. */
function script(source: string): string[] {
  const connect = JSON.stringify(join(import.meta.dirname, '../../clients/node/connect.ts'));
  return ['--input-type=module-typescript', '-e', `import { connect } from ${connect};${source}`];
}

function launch([program = '', ...args]: string[], environment: Record<string, string>) {
  return spawn(program, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function finish(child: ReturnType<typeof launch>): Promise<Finished> {
  const exited = once(child, 'exit');
  const output = await text(child.stdout);
  const [code] = await exited;
  return { code, output };
}

/** Namespaces need root; where we are not, we are in a namespace of our own first. */
function unshare(...args: string[]): string[] {
  return ['unshare', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), ...args];
}

function assertRefused({ code, output }: Finished): void {
  assert.equal(code, alreadyRunning, output);
  assert.equal(JSON.parse(output).code, 'already_running');
}

/** The first answer that there is; the suite's limit ends the wait. */
async function eventually<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch {
      await delay(50);
    }
  }
}
