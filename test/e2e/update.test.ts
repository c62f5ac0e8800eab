import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { daemonsOf, untilGone } from '../support/daemon.ts';
import { openWindow, type TestWindow } from '../support/window.ts';
import { useLab } from './lab.ts';

describe('a newer version of the extension', function () {
  this.timeout(120_000);
  // A grant on disk, so that an account outlives its daemon.
  const lab = useLab({ store: 'keyfile', ownExtensions: true });
  const { vscode } = lab;
  let observer: TestWindow | undefined;
  // Open after a failure it would keep the run from ending.
  afterEach(() => observer?.close());

  it('takes over with its window: one daemon, the newer one, and no sign-in lost', async () => {
    const account = await lab.signedIn();
    const { connection } = vscode;
    const before = await connection.token('lab');
    const older = await connection.health();
    const windows = [await vscode.openWindow(), await vscode.openWindow()] as const;
    await Promise.all(windows.map(({ statusBar }) => statusBar.shows('alice · lab')));

    await vscode.update('99.0.0');
    observer = await openWindow(vscode, '/elsewhere');
    await windows[0].reload();
    await observer.event((event) => (event.type === 'hello' && event.version === '99.0.0' ? true : undefined));
    await untilGone(older.pid);
    const newer = await connection.health();
    assert.deepEqual(daemonsOf(vscode.home), [newer.pid]);

    // The window of the older version is served by the newer daemon, and does not bring the older one back.
    await Promise.all(windows.map(({ statusBar }) => statusBar.shows('alice · lab')));
    const after = await connection.token('lab');
    const renewed = await connection.token('lab', { rejected: digest(after.access_token) });
    assert.equal(after.account, before.account);
    assert.notEqual(renewed.access_token, after.access_token);
    assert.equal((await lab.server.userinfo(renewed.access_token))?.preferred_username, 'alice');
    assert.deepEqual(
      (await connection.accounts()).accounts.map(({ id, state }) => [id, state]),
      [[account.id, 'signed_in']],
    );
    assert.equal(lab.server.log.count('redeem'), 1);
    assert.equal(lab.server.reuses(), 0);
    assert.deepEqual((await connection.health()).pid, newer.pid);
    assert.deepEqual(daemonsOf(vscode.home), [newer.pid]);
  });
});

/** How a caller names a token that an API refused. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
