/** Against NOMAD's own routers; see test/support/nomad/routers.py for what is not its own. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { backendEnvironment } from '../../scripts/python-environment.ts';
import { runCli } from '../cli/run-cli.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { type Routers, startRouters } from '../support/nomad/routers.ts';
import { type Nomad, password, startNomad } from '../support/nomad.ts';
import { nextEvent } from '../support/sign-in.ts';

const day = 86_400;
const code = (expected: string, message?: RegExp) => (error: unknown) => {
  const { code, message: words } = error as { code?: string; message: string };
  assert.equal(code, expected, words);
  return message?.test(words) ?? true;
};

describe("NOMAD's own routers", () => {
  let nomad: Nomad;
  let routers: Routers;
  let test: TestDaemon;
  let account: string;

  before(async function () {
    // The first run installs nomad-lab.
    this.timeout(600_000);
    nomad = await startNomad();
    routers = await startRouters(nomad);
    const profile = { provider: 'nomad', issuer: routers.address, client_id: 'tokenwell' };
    test = await startTestDaemon({ profiles: { nomad: profile } });
  });
  after(async () => {
    await test?.close();
    await routers?.close();
    await nomad?.close();
  });

  const signIn = (secret = password) =>
    test.connection.startSignIn({ profile: 'nomad', flow: 'password', username: 'alice', password: secret });
  const show = async (id = '') => (await test.connection.showOneTimeValue(id)).parts[0]?.value ?? '';
  const list = async (kind: string) =>
    (await test.connection.longLivedTokens(account)).tokens.filter((token) => token.kind === kind);
  const create = async (kind: string, values: Record<string, string | number>) => {
    const { token, one_time_value: value } = await test.connection.createLongLivedToken(account, { kind, values });
    return { id: token?.id ?? '', value: value?.id ?? '' };
  };

  it('take a user name and a password, for a session that the realm renews', async () => {
    await assert.rejects(signIn('canary-wrong'), code('authorization_server_refused', /does not know this user name/));
    const { account: signedIn, error } = await signIn();
    assert.equal(signedIn?.name, 'alice', error?.detail);
    assert.equal(signedIn?.grant_kind, 'refresh_token');
    account = signedIn?.id ?? '';
    const { access_token: token } = await test.connection.token('nomad');
    const rejected = createHash('sha256').update(token).digest('hex');
    assert.notEqual((await test.connection.token('nomad', { rejected })).access_token, token);
  });

  it('tell the realm, in which others sign in by the device flow', async () => {
    assert.deepEqual((await test.connection.capabilities('nomad')).flows, ['device', 'code', 'password', 'paste']);
    const started = await test.connection.startSignIn({ profile: 'nomad', flow: 'device' });
    nomad.realm.approve(started.user_code ?? '', 'bob');
    const { account: signedIn } = await nextEvent(test.daemon.services.events, (event) =>
      event.type === 'sign_in' && event.sign_in.state !== 'waiting' ? event.sign_in : undefined,
    );
    assert.equal(signedIn?.name, 'bob');
    assert.equal((await test.connection.longLivedTokens(signedIn?.id ?? '')).tokens.length, 1);
    await test.connection.signOut(signedIn?.id ?? '');
  });

  it('tell the longest life of an app token, and give it out', async () => {
    const { token_kinds: kinds } = await test.connection.accountCapabilities(account);
    assert.deepEqual(
      kinds.map(({ kind, create: made }) => [kind, made?.fields.find(({ name }) => name === 'expires_in')?.maximum]),
      [
        ['personal_access_token', 365 * day],
        ['app_token', 30 * day],
      ],
    );
    const { id, value } = await create('app_token', { description: 'cluster', expires_in: 2 * day });
    const secret = await show(value);
    const trial = await test.connection.testLongLivedToken(account, id, { value: secret });
    assert.deepEqual([trial.works, trial.as], [true, 'alice']);
    const [token] = await list('app_token');
    assert.ok(Math.abs((token?.expires_at ?? 0) - Date.now() / 1000 - 2 * day) < 5);
    await assert.rejects(test.connection.revokeLongLivedToken(account, id), code('action_not_supported'));
    const forged = `${secret.slice(0, -3)}AAA`;
    assert.equal((await test.connection.testLongLivedToken(account, id, { value: forged })).works, false);
  });

  it('refuse an app token that has expired', async () => {
    const { id, value } = await create('app_token', { description: 'short', expires_in: 1 });
    const secret = await show(value);
    for (;;) {
      const { works, detail } = await test.connection.testLongLivedToken(account, id, { value: secret });
      if (works) continue;
      assert.match(detail, /it has expired/);
      break;
    }
  });

  it('let an app token that is kept make no other', async () => {
    const { value } = await create('app_token', { description: 'kept', expires_in: day });
    const kept = await test.connection.keepOneTimeValue(value, { profile: 'job' });
    const { token_kinds: kinds } = await test.connection.accountCapabilities(kept.id);
    assert.deepEqual(
      kinds.map(({ kind, create: made }) => [kind, made]),
      [['app_token', null]],
    );
    assert.equal((await test.connection.signOut(kept.id)).revocation, 'not_supported');
  });

  it('make, list, rotate and revoke personal access tokens', async () => {
    const { id, value } = await create('personal_access_token', {
      ...{ name: 'ci', description: 'nightly', scope: 'users:read uploads:read', expires_in: 3 * day },
    });
    const secret = await show(value);
    assert.match(secret, /^nomad_pat_/);
    assert.equal((await test.connection.testLongLivedToken(account, id, { value: secret })).as, 'alice');
    const [token] = await list('personal_access_token');
    assert.deepEqual([token?.id, token?.description, token?.scope], [id, 'ci: nightly', 'users:read uploads:read']);
    assert.ok(Math.abs((token?.expires_at ?? 0) - Date.now() / 1000 - 3 * day) < 5);
    assert.ok(Math.abs((token?.last_used_at ?? 0) - Date.now() / 1000) < 5);
    const rotated = await test.connection.rotateLongLivedToken(account, id);
    const newId = rotated.token?.id ?? '';
    assert.equal((await test.connection.testLongLivedToken(account, newId, { value: secret })).works, false);
    const kept = await test.connection.keepOneTimeValue(rotated.one_time_value?.id ?? '', { profile: 'ci' });
    assert.equal((await test.connection.testLongLivedToken(account, newId)).works, true);
    assert.match((await test.connection.token('ci')).access_token, /^nomad_pat_/);
    assert.equal((await test.connection.revokeLongLivedToken(account, newId)).revocation, 'revoked');
    await assert.rejects(test.connection.token('ci'), code('signed_out'));
    assert.equal(kept.name, 'alice');
    assert.deepEqual(await list('personal_access_token'), []);
    await assert.rejects(test.connection.rotateLongLivedToken(account, newId), code('token_not_found'));
  });

  it('refuse scopes, and are understood', async () => {
    const make = (scope: string) => create('personal_access_token', { name: 'x', scope });
    await assert.rejects(make('tokens:create'), code('bad_request', /begins with `tokens:`/));
    await assert.rejects(make('moon:read'), code('bad_request', /does not know one of these scopes/));
    const { token_kinds: kinds } = await test.connection.accountCapabilities(account);
    const scopes = kinds[0]?.create?.fields.find(({ name }) => name === 'scope')?.choices ?? [];
    const { id } = await create('personal_access_token', {
      ...{ name: 'all', scope: scopes.map(({ value }) => value).join(' ') },
    });
    await test.connection.revokeLongLivedToken(account, id);
  });

  it("are reached by NOMAD's own client under the names that `tokenwell run nomad` gives", async function () {
    // It reads all of NOMAD's configuration first.
    this.timeout(120_000);
    const python = join(backendEnvironment('nomad'), 'python');
    const program = `
from nomad.client import api
print(api.url('users/me'), api.get('users/me', auth=api.Auth()).json()['username'])`;
    const command = ['run', 'nomad', '--', python, '-W', 'ignore', '-c', program];
    const { code, stdout, stderr } = await runCli(command, { environment: environmentOf(test.home) });
    assert.deepEqual([code, stdout], [0, `${routers.address}/api/v1/users/me alice\n`], stderr);
  });

  it('take a pasted token of either kind', async () => {
    const { value } = await create('personal_access_token', { name: 'pasted' });
    const secret = await show(value);
    const { account: pasted } = await test.connection.startSignIn({
      ...{ profile: 'nomad', flow: 'paste', refresh_token: secret },
    });
    assert.deepEqual([pasted?.name, pasted?.grant_kind], ['alice', 'access_token']);
    assert.equal((await test.connection.token('nomad')).access_token, secret);
  });
});
