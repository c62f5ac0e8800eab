import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findDaemon, readDiscovery } from '../../../clients/node/find-daemon.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';

describe('finding the daemon', () => {
  let test: TestDaemon;

  beforeEach(async () => {
    test = await startTestDaemon();
  });

  afterEach(() => test.close());

  it('reads the discovery file in the runtime directory', () => {
    const found = findDaemon(test.paths, {});
    assert.deepEqual([found?.socket, found?.discovery?.pid], [test.daemon.socket, process.pid]);
  });

  it('reads the copy in the state directory where the runtime directory is another one', () => {
    const elsewhere = { ...test.paths, discovery: '/nonexistent/daemon.json' };
    assert.equal(findDaemon(elsewhere, {})?.socket, test.daemon.socket);
  });

  it('goes where TOKENWELL_SOCKET says, and does not insist on a socket that is gone', async () => {
    const socket = join(test.paths.runtime, 'other.sock');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(socket, resolve));
    chmodSync(socket, 0o600);
    assert.deepEqual(findDaemon(test.paths, { TOKENWELL_SOCKET: socket }), { socket, discovery: null });
    await new Promise((resolve) => other.close(resolve));
    assert.equal(findDaemon(test.paths, { TOKENWELL_SOCKET: socket })?.socket, test.daemon.socket);
  });

  it('finds nothing where no daemon has been', () => {
    const nowhere = { discovery: '/nonexistent/daemon.json', discoveryCopy: '/nonexistent/too/daemon.json' };
    assert.equal(findDaemon(nowhere, {}), null);
  });

  it('does not believe a file that others can write, that is a link, or that is damaged', () => {
    const file = test.paths.discovery;
    chmodSync(file, 0o666);
    assert.equal(readDiscovery(file), null);

    chmodSync(file, 0o600);
    assert.notEqual(readDiscovery(file), null);

    const moved = join(test.home, 'moved.json');
    renameSync(file, moved);
    symlinkSync(moved, file);
    assert.equal(readDiscovery(file), null);

    unlinkSync(file);
    for (const content of ['', '{', 'null', '[]', '{"socket":1}', JSON.stringify({ socket: '/tmp/x' })]) {
      writeFileSync(file, content, { mode: 0o600 });
      assert.equal(readDiscovery(file), null, content);
    }
  });

  it('does not use a socket in a directory that others can enter', () => {
    chmodSync(test.paths.runtime, 0o755);
    try {
      assert.equal(findDaemon(test.paths, { TOKENWELL_SOCKET: test.daemon.socket }), null);
    } finally {
      chmodSync(test.paths.runtime, 0o700);
    }
  });

  it('does not take a plain file or a link for the socket', () => {
    const link = join(test.paths.runtime, 'link.sock');
    symlinkSync(test.daemon.socket, link);
    const file = join(test.paths.runtime, 'file.sock');
    copyFileSync(test.paths.discovery, file);
    rmSync(test.paths.discovery);
    rmSync(test.paths.discoveryCopy);
    for (const socket of [link, file]) assert.equal(findDaemon(test.paths, { TOKENWELL_SOCKET: socket }), null, socket);
  });
});
