import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { CreatedLongLivedToken, OneTimeValue, SignIn } from '../../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { nextEvent, signIn } from '../../support/sign-in.ts';

const code = (expected: string) => (error: unknown) => (error as { code?: string }).code === expected;

describe('long-lived tokens of an OpenID Connect account', () => {
  let clock: FakeClock;
  let server: AuthorizationServer;
  let test: TestDaemon;
  let account: string;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    server = await startAuthorizationServer();
    const lab = { issuer: server.issuer, client_id: server.clientId, scope: 'openid offline_access read' };
    test = await startTestDaemon({ clock, profiles: { lab } });
    account = (await signIn(test, server, { clock })).id;
  });
  afterEach(async () => {
    await test.close();
    await server.close();
  });

  const start = (values = { description: 'nightly job', scope: 'openid read' }): Promise<CreatedLongLivedToken> =>
    test.connection.createLongLivedToken(account, { kind: 'offline_token', values });

  async function approve({ sign_in: started }: CreatedLongLivedToken, as = 'alice'): Promise<SignIn> {
    assert.ok(started);
    await server.approve(started.user_code ?? '', { as });
    const ended = nextEvent(test.daemon.services.events, (event) =>
      event.type === 'sign_in' && event.sign_in.id === started.id && event.sign_in.state !== 'waiting'
        ? event.sign_in
        : undefined,
    );
    await clock.advance((started.interval ?? 5) * 1000);
    return ended;
  }

  async function create(): Promise<{ id: string; value: OneTimeValue }> {
    const { created } = await approve(await start());
    assert.ok(created);
    return { id: created.token.id, value: created.one_time_value };
  }

  const shownValue = async (value: OneTimeValue): Promise<string> =>
    (await test.connection.showOneTimeValue(value.id)).parts[0]?.value ?? assert.fail('nothing was shown');

  const list = async () => (await test.connection.longLivedTokens(account)).tokens;

  it('are told with the form by which one is made', async () => {
    const { token_kinds: kinds } = await test.connection.accountCapabilities(account);
    assert.deepEqual(
      kinds.map(({ kind, recorded, create: made }) => [kind, recorded, made?.by, made?.fields.map(({ name }) => name)]),
      [['offline_token', 'here', 'sign_in', ['description', 'scope']]],
    );
  });

  it('are told of where they live on after a sign-out, until somebody revokes them or takes them off the list', async () => {
    const { id } = await create();
    const left = async () => (await test.connection.leftTokens()).tokens;
    assert.deepEqual(await left(), []);
    await test.connection.signOut(account);
    assert.deepEqual(
      (await left()).map((one) => [one.id, one.description, one.owner, one.profile, one.kind_label]),
      [[id, 'nightly job', 'alice', 'lab', 'Offline token']],
    );
    account = (await signIn(test, server, { clock })).id;
    assert.deepEqual(await left(), []);
    await test.connection.signOut(account);
    const told = nextEvent(test.daemon.services.events, (event) => event.type === 'left_tokens' || undefined);
    await test.connection.forgetLeftToken(id);
    await told;
    assert.deepEqual(await left(), []);
    await assert.rejects(test.connection.forgetLeftToken(id), code('token_not_found'));
  });

  it('can be chosen all scopes that the server has; what makes them long-lived is always among them', async () => {
    const { token_kinds: kinds } = await test.connection.accountCapabilities(account);
    const choices = kinds[0]?.create?.fields.find(({ type }) => type === 'scopes')?.choices ?? [];
    const { scopes_supported: supported } = (await (
      await fetch(`${server.issuer}/.well-known/openid-configuration`)
    ).json()) as { scopes_supported: string[] };
    assert.deepEqual(choices.map(({ value }) => value).toSorted(), [...new Set([...supported, 'read'])].toSorted());
    assert.deepEqual(
      choices.filter(({ fixed }) => fixed).map(({ value }) => value),
      ['offline_access'],
    );
  });

  it('are one with the sign-in of the account where one of them is imported as that', async () => {
    const { value } = await create();
    const text = await shownValue(value);
    const { offers } = await test.connection.searchImports({ materials: [{ place: 'here', text }] });
    await test.connection.takeImport(offers[0]?.id ?? '', { profile: 'lab' });
    const seen = async () => (await list()).map(({ id, description, state }) => ({ id, description, state }));
    assert.deepEqual(await seen(), [{ id: 'this-sign-in', description: 'nightly job', state: 'active' }]);
    await test.connection.revokeLongLivedToken(account, 'this-sign-in');
    account = (await signIn(test, server, { clock })).id;
    assert.deepEqual(
      (await seen()).map(({ description, state }) => [description, state]),
      [
        ['This sign-in', 'active'],
        ['nightly job', 'revoked'],
      ],
    );
  });

  it('begin with the sign-in of the account itself', async () => {
    const tokens = await list();
    assert.deepEqual(
      tokens.map(({ id, kind, this_sign_in, actions }) => ({ id, kind, this_sign_in, actions })),
      [{ id: 'this-sign-in', kind: 'offline_token', this_sign_in: true, actions: ['test', 'revoke'] }],
    );
  });

  it('are made by a sign-in of their own, which leaves the account alone', async () => {
    const started = await start();
    assert.equal(started.sign_in?.purpose, 'long_lived_token');
    const ended = await approve(started);
    assert.deepEqual(
      [ended.state, ended.account, ended.created?.token.description],
      ['signed_in', null, 'nightly job'],
    );
    assert.equal((await test.connection.accounts()).accounts.length, 1);
    const [, token] = await list();
    assert.equal(token?.scope, 'offline_access openid read');
    assert.equal(token?.created_at, Math.floor(clock.now().wall / 1000));
  });

  it('have their value shown once, and then nowhere', async () => {
    const { value } = await create();
    const shown = await shownValue(value);
    assert.ok(shown.length > 20);
    await assert.rejects(test.connection.showOneTimeValue(value.id), code('one_time_value_gone'));
    assert.ok(!JSON.stringify(await list()).includes(shown));
    assert.ok(!readFileSync(test.paths.database).includes(shown));
  });

  it('have their value forgotten after two minutes', async () => {
    const { value } = await create();
    await clock.advance(121_000);
    await assert.rejects(test.connection.showOneTimeValue(value.id), code('one_time_value_gone'));
    await assert.rejects(test.connection.keepOneTimeValue(value.id, { profile: 'x' }), code('one_time_value_gone'));
  });

  it('have their value forgotten when asked to', async () => {
    const { value } = await create();
    await test.connection.forgetOneTimeValue(value.id);
    await assert.rejects(test.connection.showOneTimeValue(value.id), code('one_time_value_gone'));
  });

  it('are kept on request, and then served like any other profile', async () => {
    const { id, value } = await create();
    const kept = await test.connection.keepOneTimeValue(value.id, { profile: 'nightly' });
    assert.deepEqual([kept.profile, kept.name, kept.grant_kind], ['nightly', 'alice', 'offline_token']);
    const accounts = (await test.connection.accounts()).accounts.map((one) => [one.profile, one.kept]);
    assert.deepEqual(accounts, [
      ['lab', false],
      ['nightly', true],
    ]);
    const token = await test.connection.token('nightly');
    assert.equal((await server.userinfo(token.access_token))?.sub, 'alice');
    assert.equal((await list()).find((one) => one.id === id)?.kept_as, 'nightly');
    await assert.rejects(test.connection.showOneTimeValue(value.id), code('one_time_value_gone'));
  });

  it('are not kept under a name that is taken, and can then be kept under another', async () => {
    const { value } = await create();
    await assert.rejects(test.connection.keepOneTimeValue(value.id, { profile: 'lab' }), code('profile_exists'));
    assert.equal((await test.connection.keepOneTimeValue(value.id, { profile: 'lab2' })).profile, 'lab2');
  });

  it('are revoked by their value, and stay on the list as revoked', async () => {
    const { id, value } = await create();
    const secret = await shownValue(value);
    await assert.rejects(test.connection.revokeLongLivedToken(account, id), code('value_needed'));
    const { revocation } = await test.connection.revokeLongLivedToken(account, id, { value: secret });
    assert.equal(revocation, 'revoked');
    const token = (await list()).find((one) => one.id === id);
    assert.deepEqual([token?.state, token?.actions], ['revoked', []]);
    assert.equal((await test.connection.token('lab')).profile, 'lab');
  });

  it('are not told as revoked for a value that is not right', async () => {
    const { id, value } = await create();
    const secret = await shownValue(value);
    await assert.rejects(
      test.connection.revokeLongLivedToken(account, id, { value: `${secret}x` }),
      code('token_not_found'),
    );
    assert.equal((await list()).find((one) => one.id === id)?.state, 'active');
    assert.equal((await test.connection.testLongLivedToken(account, id, { value: secret })).works, true);
  });

  it('are revoked without their value where it is kept here', async () => {
    const { id, value } = await create();
    await test.connection.keepOneTimeValue(value.id, { profile: 'nightly' });
    assert.equal((await test.connection.testLongLivedToken(account, id)).works, true);
    const { revocation, detail } = await test.connection.revokeLongLivedToken(account, id);
    // The sign-in by which it was made lives on.
    assert.deepEqual([revocation, detail], ['revoked', `${new URL(server.issuer).host} has ended the token.`]);
    await assert.rejects(test.connection.token('nightly'), code('signed_out'));
    assert.equal((await list()).find((one) => one.id === id)?.state, 'revoked');
  });

  it('are tried with their value, whose successor is handed back where the server rotates', async () => {
    const { id, value } = await create();
    const secret = await shownValue(value);
    const {
      works,
      as,
      one_time_value: successor,
    } = await test.connection.testLongLivedToken(account, id, {
      value: secret,
    });
    assert.deepEqual([works, as], [true, 'alice']);
    assert.ok(successor);
    const next = await shownValue(successor);
    assert.notEqual(next, secret);
    assert.equal((await test.connection.testLongLivedToken(account, id, { value: next })).works, true);
    const used = await test.connection.testLongLivedToken(account, id, { value: secret });
    assert.equal(used.works, false);
  });

  it('are not made for somebody else who approves in the browser', async () => {
    const ended = await approve(await start(), 'bob');
    assert.deepEqual([ended.state, ended.created], ['denied', null]);
    assert.match(ended.error?.detail ?? '', /bob .* alice's/);
    assert.equal((await list()).length, 1);
  });

  it('can be tried and ended through the sign-in of the account', async () => {
    const trial = await test.connection.testLongLivedToken(account, 'this-sign-in');
    // The end of the access token that it brought is not its own.
    assert.deepEqual([trial.works, trial.expires_at], [true, null]);
    assert.equal((await test.connection.revokeLongLivedToken(account, 'this-sign-in')).revocation, 'revoked');
    assert.deepEqual((await test.connection.accounts()).accounts, []);
  });

  it("are found again after the account's next sign-in", async () => {
    const { id } = await create();
    await test.connection.signOut(account);
    account = (await signIn(test, server, { clock })).id;
    assert.ok((await list()).some((token) => token.id === id));
    await test.connection.forgetLongLivedToken(account, id);
    assert.ok(!(await list()).some((token) => token.id === id));
  });

  it('are refused with words where a field is missing or strange', async () => {
    await assert.rejects(start({ description: '', scope: 'openid' }), /Description \(description\) is needed/);
    await assert.rejects(start({ description: 'x', colour: 'red' } as never), /There is no field \\?"colour/);
    await assert.rejects(
      test.connection.createLongLivedToken(account, { kind: 'golden_ticket' }),
      code('action_not_supported'),
    );
    await assert.rejects(test.connection.longLivedTokens('nobody'), code('account_not_found'));
  });
});
