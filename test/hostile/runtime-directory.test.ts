import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { silentLog } from '../../daemon/log.ts';
import { findPaths } from '../../daemon/paths.ts';
import { startServer } from '../../daemon/server/server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakeServices } from '../support/fake-services.ts';
import { serverUnderTest } from '../support/server-under-test.ts';

const nobody = 65_534;

describe('the runtime directory is ours', () => {
  let home: string;
  let runtime: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'tokenwell-runtime-'));
    runtime = join(home, 'run');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const start = () => {
    const paths = findPaths({ TOKENWELL_HOME: home });
    return startServer(fakeServices(), { paths, clock: new FakeClock(), log: silentLog, tcp: false });
  };
  const refused = async (because: RegExp) => {
    const started = start().then(async (server) => {
      await server.close();
    });
    await assert.rejects(started, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'runtime_directory_unsafe');
      assert.match(error.message, because);
      return true;
    });
  };

  it('one that is missing is made for the owner alone', async () => {
    const server = await start();
    assert.equal(lstatSync(runtime).mode & 0o777, 0o700);
    assert.equal(lstatSync(server.socket).mode & 0o777, 0o600);
    await server.close();
  });

  it('one that another user made first is refused', async () => {
    mkdirSync(runtime, { mode: 0o700 });
    chownSync(runtime, nobody, nobody);
    await refused(/belongs to another user/);
    assert.deepEqual(readdirSync(runtime), []);
  });

  it('a symbolic link is refused, wherever it leads', async () => {
    const elsewhere = join(home, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, runtime);
    await refused(/is a symbolic link/);
    assert.deepEqual(readdirSync(elsewhere), []);
    rmSync(runtime);
    symlinkSync(join(home, 'nowhere'), runtime);
    await refused(/is a symbolic link/);
  });

  it('one that group or world can read, write or enter is refused', async () => {
    mkdirSync(runtime);
    for (const mode of [0o770, 0o777, 0o1777, 0o750, 0o705, 0o701]) {
      chmodSync(runtime, mode);
      await refused(/is open to others/);
    }
  });

  it('one that anybody could rename away is refused', async () => {
    chmodSync(home, 0o777);
    await refused(/where anybody can replace it/);
  });

  it('a file in its place is refused', async () => {
    writeFileSync(runtime, '');
    await refused(/is not a directory/);
  });

  it('a stale socket and what an interrupted start left are replaced', async () => {
    mkdirSync(runtime, { mode: 0o700 });
    writeFileSync(join(runtime, 'daemon.sock'), 'stale');
    writeFileSync(join(runtime, 'daemon.sock.0123456789abcdef'), 'left over');
    const server = await start();
    assert.ok(lstatSync(server.socket).isSocket());
    assert.deepEqual(readdirSync(runtime), ['daemon.sock']);
    await server.close();
  });
});

describe('a runtime directory that vanishes', () => {
  it('is made again, with the socket in it, and the new address is told', async () => {
    const restored = Promise.withResolvers<void>();
    const tested = await serverUnderTest({ onAddressChange: () => restored.resolve() });
    rmSync(dirname(tested.server.socket), { recursive: true });
    await tested.clock.advance(5_000);
    await restored.promise;
    assert.equal((await tested.overSocket({ path: '/v1/token/lab' })).status, 200);
    assert.equal(lstatSync(dirname(tested.server.socket)).mode & 0o777, 0o700);
    await tested.end();
  });

  it('is not made again in a place that somebody else took, while TCP goes on', async () => {
    const told = Promise.withResolvers<void>();
    const log = { ...silentLog, error: () => told.resolve() };
    const tested = await serverUnderTest({ log });
    const runtime = dirname(tested.server.socket);
    rmSync(runtime, { recursive: true });
    mkdirSync(runtime, { mode: 0o700 });
    chownSync(runtime, nobody, nobody);
    await tested.clock.advance(5_000);
    await told.promise;
    assert.deepEqual(readdirSync(runtime), []);
    const answer = await tested.overTcp({ path: '/v1/token/lab', headers: { authorization: `Bearer ${tested.key}` } });
    assert.equal(answer.status, 200);
    await tested.end();
  });
});
