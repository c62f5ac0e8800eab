import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { StoreKind } from '../../daemon/api.ts';
import { grantDraft, StateFolder } from '../support/state-folder.ts';

describe('the lock on the state', () => {
  let folder: StateFolder;
  let started: ChildProcess[];
  beforeEach(() => {
    folder = new StateFolder();
    started = [];
  });
  afterEach(async () => {
    await Promise.all(started.map(end));
    await folder.dispose();
  });

  /** Starts a process that holds the state, or is refused; returns what it said. */
  async function hold(kind: StoreKind = 'memory', environment: NodeJS.ProcessEnv = {}): Promise<string> {
    const holder = spawn(process.execPath, [new URL('../support/hold-state.ts', import.meta.url).pathname, kind], {
      env: { ...process.env, ...environment, TOKENWELL_HOME: folder.home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(holder);
    const [line] = await once(createInterface({ input: holder.stdout as NodeJS.ReadableStream }), 'line');
    return line;
  }

  async function end(holder: ChildProcess): Promise<void> {
    if (holder.exitCode !== null || holder.signalCode !== null) return;
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
  }

  it('refuses a second process, whatever its kind of store and its runtime directory', async () => {
    assert.equal(await hold('memory'), 'held');
    const refusal = new RegExp(`^already_running: .*process ${started[0]?.pid}`);
    assert.match(await hold('keyfile', { XDG_RUNTIME_DIR: '/elsewhere' }), refusal);
    assert.match(await hold('memory'), refusal);
  });

  it('is free at once when its holder is killed', async () => {
    assert.equal(await hold('keyfile'), 'held');
    await end(started[0] as ChildProcess);
    assert.equal(await hold('keyfile'), 'held');
  });

  it('is kept through the copies that are made of the database', async () => {
    const state = await folder.open('keyfile');
    await state.grants.delete((await state.grants.create(grantDraft())).id);
    assert.match(await hold('keyfile'), /^already_running/);
  });

  it('is had by exactly one of ten that start at once', async function () {
    this.timeout(60_000);
    const said = await Promise.all(Array.from({ length: 10 }, () => hold('keyfile')));
    assert.equal(said.filter((line) => line === 'held').length, 1, said.join('\n'));
    assert.equal(said.filter((line) => line.startsWith('already_running')).length, 9, said.join('\n'));
  });
});
