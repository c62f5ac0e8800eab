import assert from 'node:assert/strict';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { startTapis, type TapisStandIn } from '../../../support/tapis.ts';

const password = 'canary-password';

describe('clients at Tapis v2', () => {
  let clock: FakeClock;
  let tapis: TapisStandIn;
  let test: TestDaemon;
  let account: string;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    tapis = await startTapis();
    const profile = { provider: 'tapis', issuer: tapis.origin, client_id: 'tokenwell' };
    test = await startTestDaemon({ clock, profiles: { tapis: profile } });
    const wish = { profile: 'tapis', flow: 'password', username: 'alice', password } as const;
    account = (await test.connection.startSignIn(wish)).account?.id ?? assert.fail('not signed in');
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const give = (typed = password) =>
    test.connection.giveApplicationCredentials(account, { values: { password: typed } });
  const list = async () => (await test.connection.applications(account)).applications;
  const create = (name = 'pipeline') => test.connection.createApplication(account, { values: { name } });
  const subscribed = async () =>
    (await test.connection.subscriptions(account, 'pipeline')).subscriptions.map(({ name }) => name);
  const refusedFor = { code: 'credentials_needed' };

  it('are told with what the server wants for them', async () => {
    const { applications } = await test.connection.accountCapabilities(account);
    assert.deepEqual(
      [
        applications?.label,
        applications?.subscriptions,
        applications?.credentials?.map(({ name, type }) => [name, type]),
      ],
      ['Clients', true, [['password', 'secret']]],
    );
  });

  it('are not asked for without the password', async () => {
    const before = tapis.received.length;
    await assert.rejects(list(), refusedFor);
    assert.equal(tapis.received.length, before);
  });

  it('are listed, with the one of the sign-in marked', async () => {
    await give();
    await create();
    assert.deepEqual(
      (await list()).map(({ name, in_use }) => [name.replace(/-.*/, ''), in_use]),
      [
        ['tokenwell', true],
        ['pipeline', false],
      ],
    );
  });

  it('have key and secret shown once', async () => {
    await give();
    const { one_time_value: value, application } = await create();
    assert.ok(value);
    const made = tapis.clients.get('pipeline');
    const { parts } = await test.connection.showOneTimeValue(value.id);
    assert.deepEqual(
      parts.map((part) => part.value),
      [made?.key, made?.secret],
    );
    await assert.rejects(test.connection.showOneTimeValue(value.id), { code: 'one_time_value_gone' });
    assert.ok(!JSON.stringify([application, await list()]).includes(made?.secret ?? ''));
  });

  it('are subscribed to APIs, and to fewer', async () => {
    await give();
    await create();
    await test.connection.unsubscribe(account, 'pipeline', 'Jobs');
    await test.connection.subscribe(account, 'pipeline', 'Notifications');
    const names = await subscribed();
    const wanted = ['Apps', 'Files', 'Notifications', 'Profiles', 'Systems'];
    assert.deepEqual(
      names.toSorted(),
      wanted.map((name) => `${name}/v2`),
    );
  });

  it('are unsubscribed under the name by which the list has them', async () => {
    await give();
    await create();
    await test.connection.unsubscribe(account, 'pipeline', 'Jobs/v2');
    assert.ok(!(await subscribed()).includes('Jobs/v2'));
  });

  it('are deleted, and it is said when the sign-in ends with that', async () => {
    await give();
    await create();
    const [own] = await list();
    assert.match((await test.connection.deleteApplication(account, 'pipeline')).detail, /gets no more tokens/);
    assert.match((await test.connection.deleteApplication(account, own?.id ?? '')).detail, /sign in again/);
    assert.equal(tapis.clients.size, 0);
  });

  it('are refused under a name that is taken, and under one that nobody has', async () => {
    await give();
    await create();
    await assert.rejects(create(), { code: 'bad_request' });
    await assert.rejects(test.connection.deleteApplication(account, 'other'), { code: 'application_not_found' });
  });

  it('need the password again after a wrong one, which is not sent twice', async () => {
    await give('canary-wrong');
    await assert.rejects(list(), refusedFor);
    const before = tapis.received.length;
    await assert.rejects(list(), refusedFor);
    assert.equal(tapis.received.length, before);
  });

  it('need the password again after two minutes, and when it was taken back', async () => {
    await give();
    await clock.advance(121_000);
    await assert.rejects(list(), refusedFor);
    await give();
    await test.connection.forgetApplicationCredentials(account);
    await assert.rejects(list(), refusedFor);
  });

  it('are no long-lived tokens', async () => {
    const { tokens } = await test.connection.longLivedTokens(account);
    assert.ok(tokens.every(({ this_sign_in }) => this_sign_in));
  });
});
