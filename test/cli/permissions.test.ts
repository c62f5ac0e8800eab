import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';
import { openWindow, type TestWindow } from '../support/window.ts';
import { runCli, startCli } from './run-cli.ts';

describe('tokenwell permissions', () => {
  let server: AuthorizationServer;
  let test: TestDaemon;
  let thesis: string;
  let chapter: string;
  let window: TestWindow;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    test = await startTestDaemon({ profiles: { lab } });
    await signInByCode(test.connection, server);
    thesis = join(realpathSync(test.home), "Alice's thesis");
    chapter = join(thesis, 'chapter 1');
    mkdirSync(chapter, { recursive: true });
    window = await openWindow(test, thesis);
  });

  after(async () => {
    window.close();
    await test.close();
    await server.close();
  });

  const run = (args: string[], folder = test.home, environment: Record<string, string> = {}) =>
    runCli(args, { folder, environment: { ...environmentOf(test.home), ...environment } });

  it('say that nothing is needed in a plain terminal', async () => {
    assert.equal((await run(['token', 'lab'])).code, 0);
    const { code, stdout } = await run(['permissions', 'list']);
    assert.equal(code, 0);
    assert.match(stdout, /^WORKSPACE +ACCOUNT +PROFILE +DECISION.*\noutside any +alice +lab +allow +–/);
  });

  it('are asked for by a call from a workspace, which says what it waits for and goes on at the answer', async () => {
    const token = startCli(['token', 'lab', '--deadline', '60'], {
      ...{ environment: environmentOf(test.home), folder: chapter },
    });
    const { id } = await window.question();
    await token.says(/wants tokens of alice · lab: answer in its VS Code window/);
    assert.match((await run(['permissions', 'list'])).stdout, /\? Alice's thesis .* wants tokens of alice · lab/);
    await window.connection.decidePermission({ request: id, decision: 'once' });
    const { code, stdout } = await token.end();
    assert.equal(code, 0);
    assert.match(stdout, /^\S+\n$/);
  });

  it('can be denied, allowed and taken back for the workspace that one is in', async () => {
    const denied = await run(['permissions', 'deny', 'lab'], chapter);
    assert.match(denied.stdout, /Forbidden: \S*Alice's thesis, tokens of alice · lab\./);
    const refused = await run(['token', 'lab'], chapter);
    assert.deepEqual([refused.code, refused.stdout], [8, '']);
    const [, command = ''] = /Change it with `tokenwell (.*?)`, or/.exec(refused.stderr) ?? [];
    assert.match(command, /^permissions allow lab --account alice --workspace '.*Alice'\\''s thesis'$/);

    const allowed = await run(['permissions', 'allow', 'lab', '--workspace', thesis, '--json']);
    assert.deepEqual(JSON.parse(allowed.stdout).workspace, { folder: thesis, name: "Alice's thesis" });
    assert.equal((await run(['token', 'lab'], chapter)).code, 0);

    const removed = await run(['permissions', 'remove', 'lab'], chapter);
    assert.match(removed.stdout, /Taken back: .*You are asked at its next call/);
    assert.equal((await run(['token', 'lab', '--deadline', '1'], chapter)).code, 8);
    const nothing = await run(['permissions', 'remove', 'lab'], chapter);
    assert.deepEqual([nothing.code, nothing.stdout], [1, '']);
  });

  it('belong to the workspace of the terminal, wherever one goes from there', async () => {
    await run(['permissions', 'deny', 'lab', '--workspace', thesis]);
    const { code } = await run(['token', 'lab'], test.home, { TOKENWELL_WORKSPACE: thesis });
    assert.equal(code, 8);
    const { stdout } = await run(['env', '--json'], test.home, { TOKENWELL_WORKSPACE: thesis });
    const keyFile: string = JSON.parse(stdout).TOKENWELL_KEY_FILE;
    assert.equal(readFileSync(keyFile.replace(/key$/, 'workspace'), 'utf8'), `${thesis}\n`);
  });

  it('hold for programs outside any workspace too', async () => {
    assert.equal((await run(['permissions', 'deny', 'lab', '--outside'])).code, 0);
    const { code, stderr } = await run(['token', 'lab']);
    assert.equal(code, 8);
    assert.match(stderr, /outside any workspace may not have tokens of alice · lab/);
    assert.match((await run(['permissions', 'remove', 'lab', '--outside'])).stdout, /It is allowed again/);
    assert.equal((await run(['token', 'lab'])).code, 0);
  });

  it('take no folder together with --outside', async () => {
    assert.equal((await run(['permissions', 'allow', 'lab', '--outside', '--workspace', thesis])).code, 2);
  });
});
