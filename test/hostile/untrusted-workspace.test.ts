import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../../clients/node/connection.ts';
import { DaemonError } from '../../clients/node/daemon-error.ts';
import { findDaemon } from '../../clients/node/find-daemon.ts';
import type { Self } from '../../clients/node/who-we-are.ts';
import type { AccountSummary } from '../../daemon/api.ts';
import { runCli } from '../cli/run-cli.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';
import { openWindow, type TestWindow } from '../support/window.ts';

describe('an untrusted workspace', () => {
  let server: AuthorizationServer;
  let test: TestDaemon;
  let alice: AccountSummary;
  let folder: string;
  let window: TestWindow;

  before(async () => {
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    test = await startTestDaemon({ profiles: { lab } });
    alice = await signInByCode(test.connection, server);
    folder = join(realpathSync(test.home), 'downloaded');
    mkdirSync(join(folder, 'src'), { recursive: true });
    const trap = { issuer: 'https://evil.example', client_id: 'x' };
    writeFileSync(join(folder, 'tokenwell.json'), JSON.stringify({ profiles: { trap } }));
    // Allowed while it was trusted, say: that is no good any more.
    await test.connection.decidePermission({ workspace: folder, account: alice.id, decision: 'allow' });
    window = await openWindow(test, folder, { trusted: false });
  });

  after(async () => {
    window.close();
    await test.close();
    await server.close();
  });

  const callerThatSays = (self: Omit<Self, 'client'>) =>
    new Connection({ find: () => findDaemon(test.paths, {}), client: 'script', self: () => self });
  const isDenied = (error: unknown) =>
    error instanceof DaemonError && error.code === 'permission_denied' && /not trusted in VS Code/.test(error.message);

  it('gets no token and no question, whatever was allowed before', async () => {
    await assert.rejects(callerThatSays({ workspace: folder }).token('lab'), isDenied);
    await assert.rejects(callerThatSays({ workspace: join(folder, 'src') }).token('lab'), isDenied);
    await assert.rejects(window.connection.token('lab'), isDenied);
    assert.ok(window.events.every(({ type }) => type !== 'permission_requested'));
    assert.ok((await test.connection.token('lab')).access_token, 'others are served');
  });

  it('gets no token for its scripts that are started from the terminal of a trusted one', async () => {
    const trusted = join(test.home, 'thesis');
    await test.connection.decidePermission({ workspace: trusted, account: alice.id, decision: 'allow' });
    const environment = { ...environmentOf(test.home), TOKENWELL_WORKSPACE: trusted };
    assert.equal((await runCli(['token', 'lab'], { environment })).code, 0);
    const { code, stdout, stderr } = await runCli(['token', 'lab'], { environment, folder: join(folder, 'src') });
    assert.deepEqual([code, stdout], [8, '']);
    assert.match(stderr, /not trusted in VS Code/);
  });

  it('decides about no permission', async () => {
    const script = callerThatSays({ workspace: folder });
    const { permissions } = await test.connection.permissions();
    const allow = { workspace: join(test.home, 'x'), account: alice.id, decision: 'allow' } as const;
    await assert.rejects(script.decidePermission(allow), isDenied);
    await assert.rejects(script.removePermission(permissions[0]?.id ?? ''), /not trusted/);
    assert.deepEqual((await test.connection.permissions()).permissions, permissions);
  });

  it('has no profile of its tokenwell.json read', async () => {
    const { profiles, problems } = await test.connection.profiles(folder);
    assert.deepEqual([profiles.map(({ name }) => name), problems], [['lab'], []]);
    await assert.rejects(test.connection.profile('trap', folder), { code: 'profile_not_found' });
    await assert.rejects(test.connection.capabilities('trap', folder), { code: 'profile_not_found' });
    await assert.rejects(test.connection.startSignIn({ profile: 'trap', workspace: folder }), isDenied);
  });

  it('gets tokens once its person trusts it', async () => {
    await window.trust(true);
    assert.ok((await callerThatSays({ workspace: folder }).token('lab')).access_token);
    await window.trust(false);
  });
});
