import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '../support/fake-clock.ts';
import { accountRecord, StateFolder } from '../support/state-folder.ts';

/** A D-Bus that accepts and never answers. */
class MuteBus {
  readonly folder = mkdtempSync(join(tmpdir(), 'tokenwell-mute-'));
  readonly address = `unix:path=${join(this.folder, 'bus')}`;
  readonly #server: Server = createServer((socket) => socket.resume().on('error', () => {}));

  async start(): Promise<void> {
    this.#server.listen(join(this.folder, 'bus'));
    await once(this.#server, 'listening');
  }

  async caller(): Promise<Socket> {
    const [socket] = await once(this.#server, 'connection');
    return socket;
  }

  dispose(): void {
    this.#server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('a mute keyring', () => {
  let bus: MuteBus;
  let folder: StateFolder;
  beforeEach(async () => {
    bus = new MuteBus();
    folder = new StateFolder();
    await bus.start();
  });
  afterEach(async () => {
    await folder.dispose();
    bus.dispose();
  });

  it('is named after ten seconds and given up after a minute, while the daemon goes on', async () => {
    const clock = new FakeClock();
    const asking = bus.caller();
    const state = await folder.open('keyring', { clock, keyring: { busAddress: () => bus.address } });
    const child = await asking;
    const childEnds = once(child, 'close');
    assert.equal(state.store.status().reason, 'opening');

    await clock.advance(10_000);
    assert.equal(state.store.status().reason, 'keyring_mute');
    assert.match(state.store.status().detail, /has not answered for 10 seconds/);
    state.accounts.save(accountRecord());
    assert.equal(state.accounts.list().length, 1);

    await clock.advance(50_000);
    await childEnds;
    assert.equal(state.store.status().reason, 'keyring_mute');

    const askedAgain = bus.caller();
    await clock.advance(5_000);
    const waiting = state.grants.read('any').catch(() => {});
    await clock.advance(2_000);
    await waiting;
    await askedAgain;
  });

  it('holds up neither the end of the daemon nor its own process after a kill -9 of the daemon', async () => {
    const asking = bus.caller();
    const holder = new URL('../support/hold-state.ts', import.meta.url).pathname;
    const daemon = spawn(process.execPath, [holder, 'keyring'], {
      env: { ...process.env, TOKENWELL_HOME: folder.home, DBUS_SESSION_BUS_ADDRESS: bus.address },
      stdio: 'ignore',
    });
    const childEnds = once(await asking, 'close');
    daemon.kill('SIGKILL');
    await childEnds;

    const askingAgain = bus.caller();
    const state = await folder.open('keyring', { keyring: { busAddress: () => bus.address } });
    const secondEnds = once(await askingAgain, 'close');
    await folder.close(state);
    await secondEnds;
  });
});
