import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '../../../clients/node/connection.ts';
import { findDaemon } from '../../../clients/node/find-daemon.ts';
import { exchange } from '../../../clients/node/http-call.ts';
import type { AccountSummary, AuditEntry } from '../../../daemon/api.ts';
import { runCli } from '../../cli/run-cli.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { signInByCode } from '../../support/sign-in.ts';
import { openWindow, type TestWindow } from '../../support/window.ts';

describe('the audit log', () => {
  let server: AuthorizationServer;
  let test: TestDaemon;
  let clock: FakeClock;
  let alice: AccountSummary;
  let window: TestWindow | undefined;

  before(async () => {
    server = await startAuthorizationServer();
  });
  after(() => server.close());

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access' };
    test = await startTestDaemon({ clock, profiles: { lab } });
    alice = await signInByCode(test.connection, server);
  });
  afterEach(async () => {
    window?.close();
    await test.close();
  });

  const says = (workspace: string | null, client = 'script') =>
    new Connection({ find: () => findDaemon(test.paths, {}), client, self: () => ({ workspace }) });
  const short = ({ outcome, count, workspace, says: { program } }: AuditEntry) => [outcome, count, workspace, program];

  it('tells who asked for which token when, by the word of the program', async () => {
    const before = Math.floor(clock.now().wall / 1000);
    const { scope } = await test.connection.token('lab');
    const { enabled, entries } = await test.connection.audit();
    const [entry] = entries;
    assert.deepEqual([enabled, entries.length], [true, 1]);
    assert.deepEqual(
      [entry?.account, entry?.profile, entry?.scope, entry?.resource, entry?.outcome, entry?.count],
      [{ id: alice.id, name: 'alice' }, 'lab', scope, [], 'served', 1],
    );
    assert.deepEqual(entry?.says, { program: 'tokenwell-test', pid: process.pid, directory: process.cwd() });
    assert.ok((entry?.at ?? 0) >= before);
  });

  it('makes one entry of the same within a minute, and another for whoever is different', async () => {
    for (let call = 0; call < 5; call++) await says(null).token('lab');
    await says(null, 'other').token('lab');
    await clock.advance(61_000);
    await says(null).token('lab');
    assert.deepEqual((await test.connection.audit()).entries.map(short), [
      ['served', 1, null, 'script'],
      ['served', 1, null, 'other'],
      ['served', 5, null, 'script'],
    ]);
  });

  it('tells of those who were refused', async () => {
    await test.connection.decidePermission({ workspace: '/thesis', account: alice.id, decision: 'deny' });
    await assert.rejects(says('/thesis/x').token('lab'), { code: 'permission_denied' });
    assert.deepEqual((await test.connection.audit()).entries.map(short), [
      ['permission_denied', 1, '/thesis', 'script'],
    ]);
  });

  it('tells why others got no token, each as one entry', async () => {
    const scope = 'openid';
    await assert.rejects(says(null).token('nowhere'), { code: 'profile_not_found' });
    await assert.rejects(says(null).token('lab', { scope: 'everything' }), { code: 'scope_not_granted' });
    await assert.rejects(says(null).token('lab', { account: 'carol' }), { code: 'account_not_found' });
    await test.connection.signOut(alice.id);
    for (let call = 0; call < 2; call++)
      await assert.rejects(says(null).token('lab', { scope }), { code: 'signed_out' });
    assert.deepEqual(
      (await test.connection.audit()).entries.map((entry) => [
        entry.outcome,
        entry.problem,
        entry.profile,
        entry.count,
      ]),
      [
        ['refused', 'signed_out', 'lab', 2],
        ['refused', 'account_not_found', 'lab', 1],
        ['refused', 'scope_not_granted', 'lab', 1],
        ['refused', 'profile_not_found', 'nowhere', 1],
      ],
    );
    const { stdout } = await runCli(['audit'], { environment: environmentOf(test.home) });
    assert.match(stdout, /2 +lab +– +signed out +openid/);
  });

  it('has one entry for one failure of the command, which asks in two ways', async () => {
    await test.connection.signOut(alice.id);
    const launcher = join(import.meta.dirname, '../../../bin/tokenwell');
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME, ...environmentOf(test.home) };
    await assert.rejects(promisify(execFile)(launcher, ['token', 'lab'], { env: environment }), { code: 3 });
    const { entries } = await test.connection.audit();
    assert.deepEqual(entries.map(short), [['refused', 1, null, 'tokenwell-cli']]);
  });

  const asking = (asksAgain: boolean, query = '', words = 'tool pid=4711 cwd=/tmp') =>
    exchange(
      { socketPath: test.daemon.socket },
      {
        ...{ method: 'GET', path: `/v1/token/lab${query}`, deadline: 5_000 },
        headers: { 'Tokenwell-Client': words, ...(asksAgain && { 'Tokenwell-Asks-Again': 'yes' }) },
      },
    ).catch(({ code }) => code);
  const audited = async () =>
    (await test.connection.audit()).entries.map(({ outcome, problem, count }) => [problem ?? outcome, count]);

  it('has an entry for whoever says that it will ask again, and never does', async () => {
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'deny' });
    for (let call = 0; call < 3; call++) await asking(true);
    assert.deepEqual(await audited(), [['permission_denied', 3]]);
  });

  it('counts what is told to somebody else, or for another wish, or once more', async () => {
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'deny' });
    await asking(true);
    await asking(false, '', 'other pid=4711 cwd=/tmp');
    await asking(false, '?account=alice');
    await asking(false);
    await asking(false);
    assert.deepEqual(await audited(), [
      ['permission_denied', 1],
      ['permission_denied', 3],
    ]);
  });

  it('tells by one entry how it ended, where the first time nobody had decided yet', async () => {
    const folder = realpathSync(test.home);
    window = await openWindow(test, folder);
    const words = `tool pid=4711 cwd=${folder}`;
    const first = asking(true, '?deadline=1', words);
    await window.question();
    await clock.advance(1_000);
    assert.equal(await first, 'permission_required');
    assert.deepEqual(await audited(), [['permission_required', 1]]);
    await test.connection.decidePermission({ workspace: folder, account: alice.id, decision: 'deny' });
    assert.equal(await asking(false, '', words), 'permission_denied');
    assert.deepEqual(await audited(), [['permission_denied', 1]]);
  });

  it('keeps a refusal though the second call is served', async () => {
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'deny' });
    await asking(true);
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'allow' });
    await asking(false);
    assert.deepEqual(await audited(), [
      ['served', 1],
      ['permission_denied', 1],
    ]);
  });

  it('knows the name of an account that has signed out right after it was asked', async () => {
    await test.connection.token('lab');
    await test.connection.signOut(alice.id);
    const { entries } = await test.connection.audit({ account: 'alice' });
    assert.deepEqual(
      entries.map(({ account }) => account),
      [{ id: alice.id, name: 'alice' }],
    );
  });

  it('is there after a restart, and can be asked for a time and an account', async () => {
    await says(null).token('lab');
    await clock.advance(120_000);
    await says(null, 'later').token('lab');
    const since = Math.floor(clock.now().wall / 1000) - 60;
    await test.daemon.end('stop');
    const again = await startTestDaemon({ clock, home: test.home });
    const programs = async (query: Parameters<Connection['audit']>[0]) =>
      (await again.connection.audit(query)).entries.map(({ says: { program } }) => program);
    assert.deepEqual(await programs({}), ['later', 'script']);
    assert.deepEqual(await programs({ since }), ['later']);
    assert.deepEqual(await programs({ account: 'alice', limit: 1 }), ['later']);
    assert.deepEqual(await programs({ account: 'bob' }), []);
    await again.close();
  });

  it('forgets after 30 days', async () => {
    await says(null).token('lab');
    await test.connection.audit();
    clock.suspend(31 * 24 * 3600_000);
    await test.connection.decidePermission({ workspace: null, account: alice.id, decision: 'deny' });
    await assert.rejects(says(null, 'later').token('lab'), { code: 'permission_denied' });
    assert.deepEqual(
      (await test.connection.audit()).entries.map(({ says: { program } }) => program),
      ['later'],
    );
  });

  it('keeps nothing new while it is off', async () => {
    await test.connection.changeSettings({ audit: false });
    await says(null).token('lab');
    assert.deepEqual(await test.connection.audit(), { enabled: false, entries: [] });
    await test.connection.changeSettings({ audit: true });
    assert.deepEqual((await test.connection.audit()).entries, []);
  });

  if (process.platform === 'linux') {
    it('says whether the system agrees with a program', async () => {
      await says(null).token('lab');
      const headers = { 'Tokenwell-Client': `liar pid=1 cwd=${encodeURI(process.cwd())}` };
      await exchange(
        { socketPath: test.daemon.socket },
        { method: 'GET', path: '/v1/token/lab', headers, deadline: 5_000 },
      );
      const confirmed = async () => {
        const { entries } = await test.connection.audit();
        return Object.fromEntries(entries.map((entry) => [entry.says.program, entry.confirmed]));
      };
      while (Object.values(await confirmed()).includes(null));
      assert.deepEqual(await confirmed(), { script: true, liar: false });
    });
  }

  it('is shown by the command, with what is only said under a title of its own', async () => {
    const environment = environmentOf(test.home);
    const folder = realpathSync(test.home);
    assert.equal((await runCli(['token', 'lab'], { environment, folder })).code, 0);
    const { code, stdout } = await runCli(['audit', '--since', '1h', '--account', 'alice'], { environment, folder });
    assert.equal(code, 0);
    assert.match(stdout, /^WHEN +TIMES +PROFILE +ACCOUNT +OUTCOME +SCOPE +WORKSPACE +SAYS +CONFIRMED\n/);
    assert.ok(stdout.includes(`outside any  tokenwell-cli pid `) && stdout.includes(` in ${folder}`), stdout);
    const none = await runCli(['audit', '--since', '1h', '--account', 'bob'], { environment });
    assert.equal(none.stdout, 'Nobody asked for a token of bob in that time.\n');
    const json = await runCli(['audit', '--json', '--limit', '1'], { environment });
    assert.equal(JSON.parse(json.stdout).entries[0].says.program, 'tokenwell-cli');
    assert.equal((await runCli(['audit', '--since', 'yesterday'], { environment })).code, 2);
  });
});
