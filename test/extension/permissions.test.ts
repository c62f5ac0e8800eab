import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Connection } from '../../clients/node/connection.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { findPaths } from '../../daemon/paths.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { signInByCode } from '../support/sign-in.ts';
import { openWindow, type TestWindow } from '../support/window.ts';
import { connection, endDaemon, session, sessionsChange, startDaemon, writeProfile } from './world.ts';

/** VS Code shows no dialog while tests run in it: the question is answered from elsewhere, as in another window of the folder. */
describe('the folder of a window, that wants tokens', () => {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const paths = findPaths();
  let server: AuthorizationServer;
  let account: AccountSummary;
  let elsewhere: TestWindow;

  beforeEach(async () => {
    server = await startAuthorizationServer();
    writeProfile(server);
    account = await signInByCode(await startDaemon(), server);
    elsewhere = await openWindow({ paths }, '/elsewhere');
    // This VS Code tells its folder as soon as it has found the daemon.
    while (!(await connection.permissions()).workspaces.some(({ folder }) => folder === workspace));
  });
  afterEach(async () => {
    elsewhere.close();
    await endDaemon();
    await server.close();
  });

  const script = () =>
    new Connection({ find: () => findDaemon(paths), client: 'script', self: () => ({ workspace }) }).token('lab');
  const questions = () => elsewhere.events.filter(({ type }) => type === 'permission_requested').length;

  it('is asked about once, however many callers wait, and all of them go on at the answer', async () => {
    const waiting = [session('profile:lab'), ...Array.from({ length: 10 }, script)];
    const question = await elsewhere.question();
    assert.deepEqual(
      [question.workspace.folder, question.account],
      [workspace, { id: account.id, name: 'alice', profile: 'lab' }],
    );
    await connection.decidePermission({ request: question.id, decision: 'allow' });
    const [given, ...tokens] = await Promise.all(waiting);
    assert.ok(given && 'accessToken' in given);
    assert.deepEqual(
      new Set(tokens.map((each) => each && 'access_token' in each && each.access_token)),
      new Set([given.accessToken]),
    );
    assert.ok(await session('profile:lab'));
    assert.equal(questions(), 1);
  });

  it('is asked about again once the permission was taken back', async () => {
    await connection.decidePermission({ workspace, account: account.id, decision: 'allow' });
    assert.ok(await session('profile:lab'));
    assert.equal(questions(), 0);

    const { permissions } = await connection.permissions();
    const permission = permissions.find((each) => each.workspace?.folder === workspace);
    const changed = sessionsChange();
    await connection.removePermission(permission?.id ?? '');
    await changed;
    const refused = session('profile:lab');
    await connection.decidePermission({ request: (await elsewhere.question()).id, decision: 'deny' });
    assert.equal(await refused, undefined);
    assert.equal(await session('profile:lab'), undefined);
    assert.equal(questions(), 1);
  });
});
