import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../../../clients/node/connection.ts';
import { DaemonError } from '../../../clients/node/daemon-error.ts';
import { findDaemon, readDiscovery } from '../../../clients/node/find-daemon.ts';
import { tokenOverTcp } from '../../../clients/node/tcp.ts';
import type { AccountSummary, Permission } from '../../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { signInByCode } from '../../support/sign-in.ts';
import { openWindow, type TestWindow } from '../../support/window.ts';

describe('permissions', () => {
  let server: AuthorizationServer;
  let test: TestDaemon;
  let alice: AccountSummary;
  let thesis: string;
  const windows: TestWindow[] = [];

  before(async () => {
    server = await startAuthorizationServer();
  });

  after(() => server.close());

  beforeEach(async () => {
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    test = await startTestDaemon({ profiles: { lab } });
    alice = await signInByCode(test.connection, server);
    thesis = join(realpathSync(test.home), 'thesis');
    mkdirSync(thesis);
  });

  afterEach(async () => {
    for (const window of windows.splice(0)) window.close();
    await test.close();
  });

  async function open(folder = thesis, options: { trusted?: boolean } = {}): Promise<TestWindow> {
    const window = await openWindow(test, folder, options);
    windows.push(window);
    return window;
  }

  /** A script that says where it belongs to. */
  function script(workspace: string | null): Connection {
    return new Connection({
      ...{ find: () => findDaemon(test.paths, {}), client: 'script', self: () => ({ workspace }) },
    });
  }

  const refusal = async (work: Promise<unknown>): Promise<DaemonError> => {
    const error = await work.then(
      () => assert.fail('it was not refused'),
      (thrown) => thrown,
    );
    assert.ok(error instanceof DaemonError, String(error));
    return error;
  };
  const decided = ({ permissions }: { permissions: Permission[] }) =>
    permissions.map(({ workspace, decision }) => [workspace?.name ?? 'outside', decision]);

  it('are told of in one entry of the audit log where a call had to ask first and was served after the yes', async () => {
    await open();
    assert.equal((await refusal(script(thesis).token('lab', { deadline: 0.2 }))).code, 'permission_required');
    const outcomes = async () => (await test.connection.audit()).entries.map(({ outcome, count }) => [outcome, count]);
    assert.deepEqual(await outcomes(), [['permission_required', 1]]);
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    await script(thesis).token('lab');
    assert.deepEqual(await outcomes(), [['served', 1]]);
  });

  it('are not needed outside any workspace, nor in a folder that no window has open', async () => {
    await open();
    assert.ok((await script(null).token('lab')).access_token);
    assert.ok((await script(join(test.home, 'elsewhere')).token('lab')).access_token);
    const { permissions, requests } = await test.connection.permissions();
    assert.deepEqual(requests, []);
    assert.deepEqual(
      permissions.map(({ workspace, decision, given_at }) => [workspace, decision, given_at]),
      [[null, 'allow', null]],
    );
    assert.ok((permissions[0]?.last_used_at ?? 0) > 0);
  });

  it('are asked for once, however many wait, and let all of them go on', async () => {
    const window = await open();
    const waiting = Array.from({ length: 20 }, () => script(join(thesis, 'chapter-1')).token('lab'));
    const request = await window.question();
    assert.deepEqual(
      [request.workspace, request.account],
      [
        { folder: thesis, name: 'thesis' },
        { id: alice.id, name: 'alice', profile: 'lab' },
      ],
    );
    assert.match(request.client ?? '', /^script pid=\d+ cwd=/);
    const { permission } = await window.connection.decidePermission({ request: request.id, decision: 'allow' });
    assert.equal(permission?.decision, 'allow');
    const tokens = await Promise.all(waiting);
    assert.equal(new Set(tokens.map(({ access_token }) => access_token)).size, 1);
    assert.ok((await script(thesis).token('lab')).access_token);
    assert.equal(window.events.filter(({ type }) => type === 'permission_requested').length, 1);
    assert.deepEqual((await test.connection.permissions()).requests, []);
  });

  it('tell a caller whose time is up what it waits for and how to go on', async () => {
    const window = await open();
    const error = await refusal(script(thesis).token('lab', { deadline: 0.2 }));
    assert.deepEqual([error.code, error.status, error.extensions.retry_after], ['permission_required', 403, 5]);
    assert.match(
      error.message,
      /thesis .* tokens of alice · lab.*VS Code window.*`tokenwell permissions allow lab --account alice --workspace \S*thesis`/,
    );
    const { id } = await window.question();
    await window.connection.decidePermission({ request: id, decision: 'allow' });
    assert.ok((await script(thesis).token('lab')).access_token);
  });

  it('once given are kept over a restart; "once" is not', async () => {
    const window = await open();
    const once = script(thesis).token('lab');
    await window.connection.decidePermission({ request: (await window.question()).id, decision: 'once' });
    assert.ok((await once).access_token);
    assert.ok((await script(thesis).token('lab')).access_token);
    const other = join(test.home, 'other');
    await test.connection.decidePermission({ workspace: other, account: alice.id, decision: 'allow' });
    assert.deepEqual(decided(await test.connection.permissions()), [
      ['outside', 'allow'],
      ['thesis', 'once'],
      ['other', 'allow'],
    ]);

    await test.daemon.end('stop');
    const again = await startTestDaemon({ home: test.home });
    assert.deepEqual(decided(await again.connection.permissions()), [
      ['outside', 'allow'],
      ['other', 'allow'],
    ]);
    await again.close();
  });

  it('that were refused stay so without another question, until that is changed', async () => {
    const window = await open();
    const waiting = refusal(script(thesis).token('lab'));
    await window.connection.decidePermission({ request: (await window.question()).id, decision: 'deny' });
    for (const error of [await waiting, await refusal(script(thesis).token('lab'))]) {
      assert.equal(error.code, 'permission_denied');
      assert.match(error.message, /you said no.*tokenwell permissions allow lab/);
    }
    assert.equal(window.events.filter(({ type }) => type === 'permission_requested').length, 1);
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    assert.ok((await script(thesis).token('lab')).access_token);
  });

  it('that are put off tell those who wait, and ask nobody for a while', async () => {
    const window = await open();
    const waiting = refusal(script(thesis).token('lab'));
    const { permission } = await window.connection.decidePermission({
      ...{ request: (await window.question()).id, decision: 'later' },
    });
    assert.equal(permission, null);
    assert.equal((await waiting).code, 'permission_required');
    assert.equal((await refusal(script(thesis).token('lab'))).code, 'permission_required');
    assert.equal(window.events.filter(({ type }) => type === 'permission_requested').length, 1);
  });

  it('can be taken back, and are asked for anew then', async () => {
    const window = await open();
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    assert.ok((await script(thesis).token('lab')).access_token);
    const given = (await test.connection.permissions()).permissions.find(({ workspace }) => workspace);
    await test.connection.removePermission(given?.id ?? '');
    void refusal(script(thesis).token('lab', { deadline: 0.2 }));
    assert.equal((await window.question()).workspace.folder, thesis);
    assert.equal((await refusal(test.connection.removePermission(given?.id ?? ''))).code, 'permission_not_found');
  });

  it('of callers outside any workspace can be taken back, account by account', async () => {
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'deny' });
    const error = await refusal(test.connection.token('lab'));
    assert.equal(error.code, 'permission_denied');
    assert.match(error.message, /outside any workspace .*--outside/);
    const [outside] = (await test.connection.permissions()).permissions;
    assert.equal(outside?.decision, 'deny');
    await test.connection.removePermission(outside?.id ?? '');
    assert.ok((await test.connection.token('lab')).access_token);
    // Taking back what is allowed from the start forbids it.
    await test.connection.removePermission(outside?.id ?? '');
    assert.equal((await refusal(test.connection.token('lab'))).code, 'permission_denied');
  });

  it('end with the account', async () => {
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    await test.connection.signOut(alice.id);
    assert.deepEqual((await test.connection.permissions()).permissions, []);
  });

  it('do not make a caller wait where no window could ask; the question stands for one that is opened', async () => {
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    const bob = await signInByCode(test.connection, server, { as: 'bob' });
    const error = await refusal(script(thesis).token('lab', { account: bob.id, deadline: 300 }));
    assert.equal(error.code, 'permission_required');
    const window = await open();
    const hello = await window.event((event) => (event.type === 'hello' ? event : undefined));
    assert.deepEqual(
      hello.permission_requests.map(({ account }) => account.name),
      ['bob'],
    );
  });

  it('belong to the nearest workspace above the directory of the caller', async () => {
    const inner = join(thesis, 'vendor');
    const window = await open();
    await open(inner);
    await test.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'allow' });
    assert.ok((await script(join(thesis, 'vendored')).token('lab')).access_token);
    void refusal(script(join(inner, 'x')).token('lab', { deadline: 0.2 }));
    assert.equal((await window.question()).workspace.folder, inner);
  });

  it('know a folder by its real name too', async () => {
    const link = join(test.home, 'link');
    symlinkSync(thesis, link);
    const window = await open(link);
    void refusal(script(thesis).token('lab', { deadline: 0.2 }));
    const { id, workspace } = await window.question();
    assert.deepEqual(workspace, { folder: link, name: 'link' });
    await window.connection.decidePermission({ request: id, decision: 'deny' });
    window.close();
    while ((await test.connection.permissions()).workspaces.some(({ open: isOpen }) => isOpen));
    assert.equal((await refusal(script(join(thesis, 'x')).token('lab'))).code, 'permission_denied');
  });

  it('are found by the client key over TCP, whatever the caller says', async () => {
    await open();
    const discovery = readDiscovery(test.paths.discovery) ?? assert.fail('no discovery file');
    const { key_file: keyFile } = await test.connection.clientKey(thesis);
    const withKey = { discovery, client: 'curl', keyFile };
    assert.equal((await refusal(tokenOverTcp(withKey, 'lab', { deadline: 0.2 }))).code, 'permission_required');
    assert.ok((await tokenOverTcp({ discovery, client: 'curl' }, 'lab')).access_token);
    assert.match(readFileSync(keyFile.replace(/key$/, 'workspace'), 'utf8'), /thesis/);

    await test.daemon.end('stop');
    const again = await startTestDaemon({ home: test.home });
    await again.connection.decidePermission({ workspace: thesis, account: alice.id, decision: 'deny' });
    const found = readDiscovery(test.paths.discovery) ?? assert.fail('no discovery file');
    const error = await refusal(tokenOverTcp({ ...withKey, discovery: found }, 'lab'));
    assert.equal(error.code, 'permission_denied');
    await again.close();
  });

  it('are no concern of a folder any more once its last window is closed', async () => {
    const window = await open();
    assert.equal((await refusal(script(thesis).token('lab', { deadline: 0.2 }))).code, 'permission_required');
    const { requests } = await test.connection.permissions();
    assert.equal(requests.length, 1);
    window.close();
    await untilClosed(test);
    assert.ok((await script(thesis).token('lab')).access_token);
  });

  it('are refused by a window that does not listen, because nobody would tell when it is gone', async () => {
    const error = await refusal(
      test.connection.registerWorkspaces({ window: 'nobody', trusted: true, workspaces: [] }),
    );
    assert.equal(error.code, 'bad_request');
  });
});

async function untilClosed({ connection }: TestDaemon): Promise<void> {
  while ((await connection.permissions()).workspaces.length > 0);
}
