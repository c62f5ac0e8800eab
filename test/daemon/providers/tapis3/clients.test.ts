import assert from 'node:assert/strict';
import { startTestDaemon, type TestDaemon } from '../../../support/daemon.ts';
import { startTapis3, type Tapis3StandIn } from '../../../support/tapis3.ts';

describe('clients at Tapis v3', () => {
  let tapis: Tapis3StandIn;
  let test: TestDaemon;
  let account: string;

  beforeEach(async () => {
    tapis = await startTapis3();
    tapis.addClient('foreign', 'canary-foreign', 'bob');
    const profile = { provider: 'tapis3', issuer: tapis.origin, client_id: 'none', scope: '' };
    test = await startTestDaemon({ profiles: { tapis3: profile } });
    const wish = { profile: 'tapis3', flow: 'password', username: 'alice', password: 'canary-password' } as const;
    account = (await test.connection.startSignIn(wish)).account?.id ?? assert.fail('not signed in');
  });
  afterEach(async () => {
    await test.close();
    await tapis.close();
  });

  const list = async () => (await test.connection.applications(account)).applications;
  const create = (values: Record<string, string> = {}) =>
    test.connection.createApplication(account, {
      values: { display_name: 'Pipeline', client_id: 'pipeline', ...values },
    });

  it('are told to need nothing but the sign-in', async () => {
    const { applications } = await test.connection.accountCapabilities(account);
    assert.deepEqual(
      [applications?.label, applications?.credentials, applications?.subscriptions],
      ['Clients', undefined, false],
    );
  });

  it('are listed: one’s own, with the one of the sign-in marked', async () => {
    await create();
    assert.deepEqual(
      (await list()).map(({ name, in_use }) => [name, in_use]),
      [
        ['Tokenwell', true],
        ['Pipeline', false],
      ],
    );
  });

  it('have id and key shown once, and the key in no list, though the server has it there', async () => {
    const { one_time_value: value, application } = await create();
    const { parts } = await test.connection.showOneTimeValue(value?.id ?? '');
    const made = tapis.clients.get('pipeline');
    assert.deepEqual(
      parts.map((part) => part.value),
      ['pipeline', made?.client_key],
    );
    await assert.rejects(test.connection.showOneTimeValue(value?.id ?? ''), { code: 'one_time_value_gone' });
    assert.ok(!JSON.stringify([application, await list()]).includes(made?.client_key ?? ''));
  });

  it('get an id from the server where none is wished for', async () => {
    const { application } = await test.connection.createApplication(account, { values: { display_name: 'Other' } });
    assert.ok(application.id.length > 0 && application.name === 'Other');
  });

  it('have their name and callback URL changed', async () => {
    await create();
    const values = { callback_url: 'https://portal.example.org/callback' };
    const changed = await test.connection.editApplication(account, 'pipeline', { values });
    assert.deepEqual(changed.values, { display_name: 'Pipeline', ...values });
  });

  it('are deleted, and it is said when the sign-in ends with that', async () => {
    await create();
    const [own] = await list();
    assert.match((await test.connection.deleteApplication(account, 'pipeline')).detail, /gets no more tokens/);
    assert.match((await test.connection.deleteApplication(account, own?.id ?? '')).detail, /sign in again/);
    assert.deepEqual(await list(), []);
  });

  it('are refused under an id that is taken, and under one that nobody or somebody else has', async () => {
    await create();
    await assert.rejects(create(), { code: 'bad_request' });
    await assert.rejects(test.connection.deleteApplication(account, 'other'), { code: 'application_not_found' });
    await assert.rejects(test.connection.deleteApplication(account, 'foreign'), { code: 'not_permitted' });
  });
});
