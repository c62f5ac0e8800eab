import assert from 'node:assert/strict';
import type { CreatedLongLivedToken } from '../../daemon/api.ts';
import { type AwxWorld, refusedWith, sha256, startAwxWorld } from '../support/awx/world.ts';
import { type AwxServer, startAwx } from '../support/awx.ts';

describe('tokens at AWX', () => {
  let server: AwxServer;
  let world: AwxWorld;
  let account: string;

  beforeEach(async () => {
    server = await startAwx();
    world = await startAwxWorld(server);
    account = (await world.signIn('alice')).id;
  });
  afterEach(async () => {
    await world.close();
    await server.close();
  });

  const create = (
    values: Record<string, string> = {},
    kind = 'personal_access_token',
  ): Promise<CreatedLongLivedToken> =>
    world.connection.createLongLivedToken(account, {
      kind,
      values: { description: 'nightly job', scope: 'write', ...values },
    });

  const made = async (created: Promise<CreatedLongLivedToken>) => {
    const { token, one_time_value: value } = await created;
    assert.ok(token);
    return { token, secrets: await world.show(value) };
  };

  const list = async (query = {}) => (await world.connection.longLivedTokens(account, query)).tokens;

  it('are told with their forms, which say that a scope never widens', async () => {
    const { token_kinds: kinds, notes } = await world.connection.accountCapabilities(account);
    assert.deepEqual(
      kinds.map(({ kind, create: form, edit }) => [
        kind,
        form?.fields.map(({ name }) => name),
        edit.map(({ name }) => name),
      ]),
      [
        ['personal_access_token', ['description', 'scope'], ['description', 'scope']],
        ['application_token', ['application', 'description', 'scope'], ['description', 'scope']],
      ],
    );
    assert.match(kinds[0]?.create?.fields[1]?.help ?? '', /masks your roles and never widens them/);
    assert.match(notes.join(' '), /never widens/);
  });

  it('of a person are made, shown once, and do not expire', async () => {
    const { token, one_time_value: value } = await create();
    assert.deepEqual(
      [token?.description, token?.scope, token?.owner, token?.own, token?.application, token?.expiry],
      ['nightly job', 'write', 'alice', true, null, 'never'],
    );
    const { token: secret } = await world.show(value);
    assert.equal((await server.ask('/api/v2/me/', { token: secret ?? '' })).status, 200);
    await assert.rejects(world.show(value), refusedWith('one_time_value_gone'));
  });

  it('of an application come with a refresh token, and are told apart by it', async () => {
    const { token, secrets } = await made(create({ application: '1' }, 'application_token'));
    assert.deepEqual([token.kind, token.application], ['application_token', 'scripts']);
    assert.match(secrets.refresh_token ?? '', /^\w{30}$/);
    assert.deepEqual(
      (await list()).map(({ kind }) => kind),
      ['personal_access_token', 'application_token'],
    );
  });

  it('that the account itself is signed in with are told once, with what the server says of them', async () => {
    await made(create());
    assert.deepEqual(
      (await list()).map(({ id, kind, this_sign_in: own, expiry }) => [id === 'this-sign-in', kind, own, expiry]),
      [
        [true, 'personal_access_token', true, 'never'],
        [false, 'personal_access_token', false, 'never'],
      ],
    );
  });

  it('are replaced by a refresh, and listed by their new id', async () => {
    account = (await world.signIn('alice', 'scripts')).id;
    const idOf = async () => (await list()).find(({ kind }) => kind === 'application_token')?.id;
    const before = await idOf();
    const { access_token: token } = await world.connection.token('scripts');
    await world.connection.token('scripts', { rejected: await sha256(token) });
    const after = await idOf();
    assert.notEqual(after, before);
    assert.equal((await world.connection.revokeLongLivedToken(account, after ?? '')).revocation, 'revoked');
  });

  it('are listed page after page', async () => {
    for (let count = 0; count < 230; count += 10) {
      const wish = { method: 'POST', body: { scope: 'read', description: 'many' } };
      await Promise.all(Array.from({ length: 10 }, () => server.ask('/api/v2/tokens/', { user: 'alice' }, wish)));
    }
    assert.equal((await list()).filter(({ description }) => description === 'many').length, 230);
  });

  it("are one's own, and everybody's only where an administrator asks for all", async () => {
    await made(create());
    account = (await world.signIn('admin')).id;
    assert.deepEqual([...new Set((await list()).map(({ owner }) => owner))], ['admin']);
    const everybody = await list({ all: 'true' });
    assert.deepEqual([...new Set(everybody.map(({ owner, own }) => `${owner} ${own}`))].sort(), [
      'admin true',
      'alice false',
    ]);
  });

  it('have their scope and description changed, and nothing else', async () => {
    const { token } = await made(create());
    const changed = await world.connection.editLongLivedToken(account, token.id, {
      values: { description: 'weekly job', scope: 'read' },
    });
    assert.deepEqual([changed.description, changed.scope, changed.expiry], ['weekly job', 'read', 'never']);
    await assert.rejects(
      world.connection.editLongLivedToken(account, token.id, { values: { expires: '2030-01-01' } }),
      refusedWith('bad_request', /no field/),
    );
    await assert.rejects(create({ scope: 'admin' }), refusedWith('bad_request', /must be one of: write, read/));
  });

  it('are revoked, and that is verified by using them where the value is at hand', async () => {
    const { token: first } = await made(create());
    const { token: second, secrets } = await made(create());
    const value = secrets.token ?? '';
    assert.equal((await world.connection.revokeLongLivedToken(account, second.id, { value })).revocation, 'revoked');
    assert.equal((await server.ask('/api/v2/me/', { token: value })).status, 401);
    assert.equal((await world.connection.revokeLongLivedToken(account, first.id)).revocation, 'revoked');
    assert.ok(!(await list()).some(({ id }) => id === first.id || id === second.id));
  });

  it('are said to be still alive where the server says that it has revoked one that still works', async () => {
    const { token: first } = await made(create());
    const { secrets: other } = await made(create());
    // The value of another token stands for one that outlived its revocation.
    await assert.rejects(
      world.connection.revokeLongLivedToken(account, first.id, { value: other.token ?? '' }),
      refusedWith('authorization_server_refused', /says that token \d+ was deleted, but it still works/),
    );
  });

  it('are tried by using them', async () => {
    const { token, secrets } = await made(create({ scope: 'read' }));
    const { id } = token;
    const { works, as, detail } = await world.connection.testLongLivedToken(account, id, {
      value: secrets.token ?? '',
    });
    assert.deepEqual([works, as, /does not expire/.test(detail)], [true, 'alice', true]);
    await assert.rejects(world.connection.testLongLivedToken(account, id), refusedWith('value_needed'));
    const nonsense = await world.connection.testLongLivedToken(account, id, { value: 'canary-nonsense' });
    assert.equal(nonsense.works, false);
  });

  it('are kept on request, served like any profile, and revoked like any other', async () => {
    const { one_time_value: value, token } = await create();
    const kept = await world.connection.keepOneTimeValue(value?.id ?? '', { profile: 'nightly' });
    assert.deepEqual([kept.name, kept.grant_kind], ['alice', 'access_token']);
    const { access_token: served } = await world.connection.token('nightly');
    assert.equal((await server.ask('/api/v2/me/', { token: served })).status, 200);
    assert.equal((await list()).find(({ id }) => id === token?.id)?.kept_as, 'nightly');
    assert.equal((await world.connection.revokeLongLivedToken(account, token?.id ?? '')).revocation, 'revoked');
    assert.equal((await server.ask('/api/v2/me/', { token: served })).status, 401);
  });

  it('are not made by an account whose token only reads, and it is said why', async () => {
    account = (await world.signIn('alice', 'reader')).id;
    await assert.rejects(create(), refusedWith('not_permitted', /scope read, which takes all changes away/));
  });

  it('of an application can be handed in by a sign-in of it that only reads; personal ones cannot', async () => {
    const { token, secrets } = await made(create({ application: '1' }, 'application_token'));
    const { token: personal, secrets: own } = await made(create());
    account = (await world.signIn('alice', 'reading-scripts')).id;
    const revoke = ({ id }: { id: string }, value?: string) =>
      world.connection.revokeLongLivedToken(account, id, value ? { value } : {});
    await assert.rejects(revoke(token), refusedWith('not_permitted', /scope read/));
    assert.equal((await revoke(token, secrets.token)).revocation, 'revoked');
    assert.equal((await server.ask('/api/v2/me/', { token: secrets.token ?? '' })).status, 401);
    await assert.rejects(revoke(personal, own.token), refusedWith('not_permitted', /scope read/));
  });

  it("of others are out of a user's reach", async () => {
    const foreign = await server.ask(...(['/api/v2/tokens/', { user: 'admin' }] as const), {
      method: 'POST',
      body: { scope: 'write' },
    });
    const id = String(foreign.body.id);
    await assert.rejects(world.connection.revokeLongLivedToken(account, id), refusedWith('token_not_found'));
  });
});
