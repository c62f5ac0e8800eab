import assert from 'node:assert/strict';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '../../../clients/node/connection.ts';
import { findDaemon } from '../../../clients/node/find-daemon.ts';
import type { AccountSummary } from '../../../daemon/api.ts';
import { runCli } from '../../cli/run-cli.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { type Nomad, password, startNomad } from '../../support/nomad.ts';
import { startTapis, type TapisStandIn } from '../../support/tapis.ts';
import { VaultStandIn } from '../../support/vault-stand-in.ts';
import { openWindow, type TestWindow } from '../../support/window.ts';

/** The sign-in itself, a kept password, long-lived tokens and the secrets of applications. */
describe('what lasts of an account', () => {
  let nomad: Nomad;
  let tapis: TapisStandIn;
  let vault: VaultStandIn;
  let test: TestDaemon;
  let accounts: Record<'nomad' | 'tapis', AccountSummary>;
  let kept: string;
  let folder: string;
  let window: TestWindow;

  beforeEach(async () => {
    [nomad, tapis, vault] = await Promise.all([startNomad(), startTapis(), VaultStandIn.start()]);
    test = await startTestDaemon({
      profiles: {
        nomad: { provider: 'nomad', issuer: nomad.address, client_id: 'tokenwell' },
        tapis: { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' },
      },
    });
    const login = { flow: 'password', username: 'alice', password } as const;
    await test.connection.startSignIn({ profile: 'nomad', ...login });
    await test.connection.startSignIn({ profile: 'tapis', ...login, keep_password: true });
    const [one, other] = (await test.connection.accounts()).accounts;
    assert.ok(one && other);
    accounts = one.profile === 'nomad' ? { nomad: one, tapis: other } : { nomad: other, tapis: one };
    kept = await keepOne();
    folder = join(realpathSync(test.home), 'thesis');
    mkdirSync(folder);
    window = await openWindow(test, folder);
    await decideAboutKept('allow');
  });
  afterEach(async () => {
    window.close();
    await test.close();
    vault.close();
    await Promise.all([nomad.close(), tapis.close()]);
  });

  const script = () =>
    new Connection({ find: () => findDaemon(test.paths, {}), client: 'script', self: () => ({ workspace: folder }) });
  const decide = async (decision: 'allow' | 'deny') => {
    for (const { id } of Object.values(accounts)) {
      await test.connection.decidePermission({ workspace: folder, account: id, decision });
    }
  };

  /** About the account that is served with the token that is kept. */
  async function decideAboutKept(decision: 'allow' | 'deny'): Promise<void> {
    const served = (await test.connection.accounts()).accounts.find(({ profile }) => profile === 'kept');
    await test.connection.decidePermission({ workspace: folder, account: served?.id ?? '', decision });
  }

  async function keepOne(): Promise<string> {
    const { token, one_time_value: value } = await create(test.connection, 'kept');
    await test.connection.keepOneTimeValue(value?.id ?? '', { profile: 'kept' });
    return token?.id ?? '';
  }

  function create(connection: Connection, name: string) {
    const values = { name, expires_in: 86_400 };
    return connection.createLongLivedToken(accounts.nomad.id, { kind: 'personal_access_token', values });
  }

  /** All that gives such a thing away, by what it is called. */
  function wishes(connection: Connection): Record<string, () => Promise<unknown>> {
    const { nomad: scientist, tapis: user } = accounts;
    const place = { target: 'vault', values: { path: 'secret/lab' }, environment: vault.environment };
    return {
      'a token that is kept here': () =>
        connection.exportKeptToken(scientist.id, kept, { ...place, confirmed: true as const }),
      'what a trial brings': () => connection.testLongLivedToken(scientist.id, kept, {}),
      'a new value': () => connection.rotateLongLivedToken(scientist.id, kept),
      'a new token': () => create(connection, 'made'),
      'a new application': () => connection.createApplication(user.id, { values: { name: 'pipeline' } }),
      'the password': () => connection.keptPassword(user.id),
      'the sign-in': () => connection.transferGrant(user.id),
    };
  }

  async function codesOf(connection: Connection): Promise<Record<string, string>> {
    const codes: Record<string, string> = {};
    for (const [name, wish] of Object.entries(wishes(connection))) {
      codes[name] = await wish().then(
        () => 'given',
        (error) => error.code,
      );
    }
    return codes;
  }

  const all = (code: string) => Object.fromEntries(Object.keys(wishes(test.connection)).map((name) => [name, code]));

  it('goes to no workspace that may have none of its tokens, and nothing is made for it', async () => {
    await decide('deny');
    const before = [nomad.personalTokens.all.length, tapis.clients.size];
    assert.deepEqual(await codesOf(script()), all('permission_denied'));
    assert.deepEqual([nomad.personalTokens.all.length, tapis.clients.size], before);
    assert.deepEqual(vault.received, []);
    const { entries } = await test.connection.audit();
    assert.ok(entries.some(({ outcome, profile }) => outcome === 'permission_denied' && profile === 'tapis'));
  });

  it('goes, of a token that is kept here, to no workspace that may have none of the account that is served with it', async () => {
    await decide('allow');
    await decideAboutKept('deny');
    const before = nomad.personalTokens.all.length;
    const keptOnes = ['a token that is kept here', 'what a trial brings', 'a new value'];
    const expected = Object.entries(all('given')).map(([name, given]) => [
      name,
      keptOnes.includes(name) ? 'permission_denied' : given,
    ]);
    assert.deepEqual(await codesOf(script()), Object.fromEntries(expected));
    assert.deepEqual(vault.received, []);
    assert.equal(nomad.personalTokens.all.length, before + 1, 'the new token that was asked for, and no new value');
    const { entries } = await test.connection.audit();
    const denied = entries.filter(({ outcome }) => outcome === 'permission_denied');
    assert.deepEqual(
      denied.map(({ profile, count }) => [profile, count]),
      [['kept', 3]],
    );
  });

  it('goes to no folder that is not trusted, not even to its window', async () => {
    await decide('allow');
    await window.trust(false);
    assert.deepEqual(await codesOf(script()), all('permission_denied'));
    assert.deepEqual(await codesOf(window.connection), all('permission_denied'));
    const environment = { ...environmentOf(test.home), TOKENWELL_WORKSPACE: folder };
    const given = await runCli(['env', '--for', 'tapis', '--as', 'token-refresh', '--transfer', '--yes'], {
      environment,
    });
    assert.deepEqual([given.code, given.stdout], [8, '']);
    assert.match(given.stderr, /not trusted in VS Code/);
  });

  it('is not got from under another program that had it made', async () => {
    await decide('deny');
    const { one_time_value: value } = await create(test.connection, 'made');
    const id = value?.id ?? '';
    const place = { target: 'vault', values: { path: 'secret/lab' }, environment: vault.environment };
    await assert.rejects(script().showOneTimeValue(id), { code: 'permission_denied' });
    await assert.rejects(script().exportOneTimeValue(id, place), { code: 'permission_denied' });
    await assert.rejects(script().keepOneTimeValue(id, { profile: 'mine' }), { code: 'permission_denied' });
    assert.equal((await test.connection.showOneTimeValue(id)).parts[0]?.value, nomad.personalTokens.all.at(-1)?.value);
  });

  it('is shown to whoever had it made though the account was signed out meanwhile', async () => {
    const { one_time_value: value } = await create(test.connection, 'made');
    await test.connection.signOut(accounts.nomad.id);
    assert.ok((await test.connection.showOneTimeValue(value?.id ?? '')).parts[0]?.value);
  });

  it('is asked about as a token is, and given after the yes', async () => {
    const waiting = script().keptPassword(accounts.tapis.id);
    const { id } = await window.question();
    await window.connection.decidePermission({ request: id, decision: 'once' });
    assert.deepEqual(await waiting, { password });
  });

  it('goes to a workspace that may have its tokens, to its window, and outside any workspace', async () => {
    await decide('deny');
    assert.deepEqual(await window.connection.keptPassword(accounts.tapis.id), { password });
    assert.deepEqual(await test.connection.keptPassword(accounts.tapis.id), { password });
    await decide('allow');
    assert.deepEqual(await codesOf(script()), all('given'));
  });

  it('is told of by the audit log once it was given, with who had it and the name of whose it is', async () => {
    await decide('allow');
    await script().keptPassword(accounts.tapis.id);
    await script().transferGrant(accounts.tapis.id);
    const { entries } = await test.connection.audit();
    const given = entries.filter(({ outcome }) => outcome === 'given');
    assert.deepEqual(
      given.map(({ resource, profile, account, workspace, says }) => [
        ...[resource, profile, account, workspace, says.program],
      ]),
      ['sign-in', 'password'].map((what) => [
        ...[[what], 'tapis', { id: accounts.tapis.id, name: 'alice' }, folder, 'script'],
      ]),
    );
    const { stdout } = await runCli(['audit'], { environment: environmentOf(test.home) });
    assert.match(stdout, /tapis +alice +given +the sign-in .*\n.*tapis +alice +given +the password /);
  });

  it('goes to no script that only says that it is a window', async () => {
    await decide('deny');
    const liar = new Connection({
      ...{ find: () => findDaemon(test.paths, {}), client: 'tokenwell-vscode' },
      self: () => ({ workspace: folder, window: 'made-up' }),
    });
    await assert.rejects(liar.keptPassword(accounts.tapis.id), { code: 'permission_denied' });
  });
});
