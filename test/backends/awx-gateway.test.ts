import assert from 'node:assert/strict';
import { type AwxWorld, refusedWith, sha256, startAwxWorld } from '../support/awx/world.ts';
import { type AwxServer, passwords, startGateway } from '../support/awx.ts';

describe('the newer Ansible platform', () => {
  let server: AwxServer;
  let world: AwxWorld;

  before(async () => {
    server = await startGateway();
  });
  after(() => server.close());
  beforeEach(async () => {
    world = await startAwxWorld(server);
  });
  afterEach(() => world.close());

  const statusOf = async (token: string) => (await server.ask('/api/gateway/v1/me/', { token })).status;
  const list = async (account: string, query = {}) =>
    (await world.connection.longLivedTokens(account, query)).tokens.filter(({ this_sign_in: own }) => !own);

  it('is found by itself, and makes a personal access token that ends after a year', async () => {
    const account = await world.signIn('alice');
    const token = await world.connection.token('awx');
    assert.deepEqual([account.name, await statusOf(token.access_token)], ['alice', 200]);
    assert.ok(Math.abs((token.expires_in ?? 0) - 365 * 86_400) < 60);
    assert.equal((await world.connection.signOut(account.id)).revocation, 'revoked');
    assert.equal(await statusOf(token.access_token), 401);
  });

  it('answers 201 at its token endpoint, and replaces the pair at a refresh', async () => {
    await world.signIn('alice', 'scripts');
    const first = (await world.connection.token('scripts')).access_token;
    const second = (await world.connection.token('scripts', { rejected: await sha256(first) })).access_token;
    assert.deepEqual([await statusOf(first), await statusOf(second)], [401, 200]);
  });

  it('keeps the pair of a sign-in that a new one replaces, which is told', async () => {
    assert.equal((await world.signIn('alice', 'scripts')).former_sign_in, null);
    const { access_token: first } = await world.connection.token('scripts');
    const { former_sign_in: former } = await world.signIn('alice', 'scripts');
    assert.match(
      former?.detail ?? '',
      /so that of the sign-in before lives on there: delete it in your list of tokens/,
    );
    assert.equal(await statusOf(first), 200);
  });

  it('has its sign-in ended although its revocation endpoint says yes and does nothing', async () => {
    const account = await world.signIn('alice', 'scripts');
    const token = (await world.connection.token('scripts')).access_token;
    const form = new URLSearchParams({ client_id: 'scripts', token });
    const lie = await fetch(`${server.address}/o/revoke_token/`, { method: 'POST', body: form });
    assert.deepEqual([lie.status, await statusOf(token)], [200, 200]);
    const before = (await list(account.id)).filter(({ kind }) => kind === 'application_token').length;
    assert.equal((await world.connection.signOut(account.id)).revocation, 'revoked');
    assert.equal(await statusOf(token), 401);
    const again = await world.signIn('alice');
    const left = (await list(again.id)).filter(({ kind }) => kind === 'application_token').length;
    assert.equal(left, before - 1);
  });

  it('is told on where its revocation endpoint says yes to a token that goes on working', async () => {
    const { id: account } = await world.signIn('alice', 'reading-scripts');
    const grant = { grant_type: 'password', client_id: 'scripts', username: 'alice', password: passwords.alice };
    const answer = await fetch(`${server.address}/o/token/`, { method: 'POST', body: new URLSearchParams(grant) });
    const { access_token: value } = (await answer.json()) as { access_token: string };
    const id = (await list(account)).at(-1)?.id ?? '';
    await assert.rejects(
      world.connection.revokeLongLivedToken(account, id, { value }),
      refusedWith('authorization_server_refused', /says that token \d+ was revoked, but it still works/),
    );
  });

  it('has its tokens made, listed without their values, changed, tried and revoked', async () => {
    const { id: account } = await world.signIn('alice');
    const { token, one_time_value: value } = await world.connection.createLongLivedToken(account, {
      ...{ kind: 'personal_access_token', values: { description: 'nightly job', scope: 'read' } },
    });
    const { token: secret = '' } = await world.show(value);
    assert.deepEqual([token?.owner, token?.own, token?.expiry, await statusOf(secret)], ['alice', true, 'at', 200]);
    assert.ok(!JSON.stringify(await list(account)).includes('$encrypted$'));
    const id = token?.id ?? '';
    const changed = await world.connection.editLongLivedToken(account, id, { values: { description: 'weekly' } });
    assert.equal(changed.description, 'weekly');
    assert.equal((await world.connection.testLongLivedToken(account, id, { value: secret })).as, 'alice');
    const { revocation } = await world.connection.revokeLongLivedToken(account, id, { value: secret });
    assert.deepEqual([revocation, await statusOf(secret)], ['revoked', 401]);
  });

  it('shows applications to administrators only, and says so to others', async () => {
    const { id: admin } = await world.signIn('admin');
    const { application, one_time_value: value } = await world.connection.createApplication(admin, {
      values: {
        ...{ name: 'pipeline', organization: '1', client_type: 'confidential' },
        authorization_grant_type: 'password',
      },
    });
    const secrets = await world.show(value);
    assert.deepEqual([secrets.client_id, secrets.client_secret?.length], [application.client_id, 128]);
    const renamed = await world.connection.editApplication(admin, application.id, { values: { name: 'renamed' } });
    assert.equal(renamed.name, 'renamed');
    const { id: alice } = await world.signIn('alice');
    await assert.rejects(world.connection.applications(alice), refusedWith('not_permitted', /takes an administrator/));
    await world.connection.deleteApplication(admin, application.id);
  });
});
