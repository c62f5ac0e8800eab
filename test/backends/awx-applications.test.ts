import assert from 'node:assert/strict';
import { type AwxWorld, refusedWith, startAwxWorld } from '../support/awx/world.ts';
import { type AwxServer, passwords, runAwxCli, startAwx } from '../support/awx.ts';

describe('applications at AWX', () => {
  let server: AwxServer;
  let world: AwxWorld;
  let account: string;

  beforeEach(async () => {
    server = await startAwx();
    world = await startAwxWorld(server);
    account = (await world.signIn('admin')).id;
  });
  afterEach(async () => {
    await world.close();
    await server.close();
  });

  const create = (values: Record<string, string | boolean> = {}) =>
    world.connection.createApplication(account, {
      values: {
        ...{ name: 'pipeline', organization: '1', client_type: 'confidential' },
        ...{ authorization_grant_type: 'password', skip_authorization: true },
        ...values,
      },
    });
  const list = async () => (await world.connection.applications(account)).applications;

  it('are made with all that AWX asks for, and their secret is shown once', async () => {
    const { application, one_time_value: value } = await create({
      ...{ authorization_grant_type: 'authorization-code', description: 'x' },
      redirect_uris: 'http://127.0.0.1/a\nhttp://127.0.0.1/b',
    });
    assert.deepEqual(application.values, {
      ...{ name: 'pipeline', description: 'x', skip_authorization: true },
      redirect_uris: 'http://127.0.0.1/a http://127.0.0.1/b',
    });
    const secrets = await world.show(value);
    assert.equal(secrets.client_id, application.client_id);
    assert.equal(secrets.client_secret?.length, 128);
    assert.ok(!JSON.stringify(await list()).includes(secrets.client_secret ?? ''));
  });

  it('that are public have no secret to show', async () => {
    assert.equal((await create({ client_type: 'public' })).one_time_value, null);
  });

  it('are shown to the real awx command', async () => {
    await create({ name: 'seen' });
    const { access_token: token } = await world.connection.token('awx');
    const environment = { CONTROLLER_HOST: server.address, CONTROLLER_OAUTH_TOKEN: token };
    const { results } = JSON.parse(await runAwxCli(['applications', 'list'], environment));
    assert.ok(results.some(({ name }: { name: string }) => name === 'seen'));
  });

  it('have changed what can be changed, and the rest is refused', async () => {
    const { application } = await create();
    const edit = (values: Record<string, string | boolean>) =>
      world.connection.editApplication(account, application.id, { values });
    const changed = await edit({ name: 'renamed', skip_authorization: false });
    assert.deepEqual([changed.name, changed.values.skip_authorization], ['renamed', false]);
    await assert.rejects(edit({ organization: '2' }), refusedWith('bad_request', /no field/));
    await assert.rejects(
      world.connection.editApplication(account, '999', { values: { name: 'x' } }),
      refusedWith('application_not_found'),
    );
  });

  it('are deleted, and their tokens with them', async () => {
    const { application } = await create();
    const values = { application: application.id, description: 'x', scope: 'write' };
    const kind = 'application_token';
    const { one_time_value: value } = await world.connection.createLongLivedToken(account, { kind, values });
    const { token } = await world.show(value);
    const { detail } = await world.connection.deleteApplication(account, application.id);
    assert.match(detail, /has deleted it, and with it all tokens/);
    assert.equal((await server.ask('/api/v2/me/', { token: token ?? '' })).status, 401);
    assert.ok(!(await list()).some(({ id }) => id === application.id));
  });

  it('have all their tokens ended at once, and it is told whose they were', async () => {
    for (const [name, password] of Object.entries(passwords).filter(([user]) => user !== 'ext')) {
      const grant = { grant_type: 'password', client_id: 'scripts', username: name, password };
      await fetch(`${server.address}/api/o/token/`, { method: 'POST', body: new URLSearchParams(grant) });
    }
    const { detail } = await world.connection.revokeApplicationTokens(account, '1');
    assert.equal(detail, 'Tokens that were ended: 1 of admin, 1 of alice.');
    assert.match((await world.connection.revokeApplicationTokens(account, '1')).detail, /: none\./);
    await assert.rejects(
      world.connection.revokeApplicationTokens(account, '999'),
      refusedWith('application_not_found'),
    );
  });

  it('are not made by who is no administrator, and it is said who is', async () => {
    account = (await world.signIn('alice')).id;
    await assert.rejects(create(), refusedWith('not_permitted', /an administrator of the system or of the organi/));
    assert.ok((await list()).length > 0);
  });

  it('are made for oneself alone, where one administers no organization or names none', async () => {
    account = (await world.signIn('alice')).id;
    const { applications } = await world.connection.accountCapabilities(account);
    const organization = applications?.create?.find(({ name }) => name === 'organization');
    assert.deepEqual(
      organization?.choices.map(({ label }) => label),
      ['Default', 'No organization'],
    );
    const { application, one_time_value: value } = await create({ name: 'my own', organization: 'none' });
    assert.equal(application.name, 'my own');
    assert.equal((await world.show(value)).client_secret?.length, 128);
    assert.ok((await list()).some(({ name }) => name === 'my own'));
  });

  it('are refused with the words of the server where a field does not fit', async () => {
    await assert.rejects(
      create({ authorization_grant_type: 'authorization-code' }),
      refusedWith('bad_request', /redirect_uris: redirect_uris cannot be empty/),
    );
  });

  it('that were made for one user are listed too', async () => {
    const body = { name: 'for alice', organization: 1, client_type: 'public', authorization_grant_type: 'password' };
    await server.ask('/api/v2/users/2/applications/', { user: 'admin' }, { method: 'POST', body });
    account = (await world.signIn('alice')).id;
    assert.deepEqual((await list()).map(({ name }) => name).sort(), ['for alice', 'portal', 'scripts']);
  });

  it('that the account itself signs in with are marked', async () => {
    account = (await world.signIn('admin', 'scripts')).id;
    assert.deepEqual(
      (await list()).filter((one) => one.in_use).map(({ name }) => name),
      ['scripts'],
    );
  });
});
