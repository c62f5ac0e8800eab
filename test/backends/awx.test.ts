import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { runCli } from '../cli/run-cli.ts';
import { type AwxWorld, refusedWith, sha256, startAwxWorld } from '../support/awx/world.ts';
import { type AwxServer, awxProgram, passwords, runAwxCli, startAwx } from '../support/awx.ts';
import { environmentOf } from '../support/daemon.ts';

describe('sign-in at AWX', () => {
  let server: AwxServer;
  let world: AwxWorld;

  before(async () => {
    server = await startAwx();
  });
  after(() => server.close());
  beforeEach(async () => {
    world = await startAwxWorld(server);
  });
  afterEach(() => world.close());

  const meOf = (token: string) => server.ask('/api/v2/me/', { token });
  const tokensOf = async () => {
    const { body } = await server.ask('/api/v2/tokens/?user=2', { user: 'alice' });
    return body.results as { id: number; description: string; scope: string; application: number | null }[];
  };

  /** The server is told after the sign-in is done, which waits for none of it. */
  const untilEnded = async (token: string) => {
    while ((await meOf(token)).status !== 401) await delay(10);
  };

  it('is told with the ways that there are, with an application and without', async () => {
    assert.deepEqual(await world.connection.capabilities('awx'), {
      ...{ flows: ['password', 'paste'], narrowing: 'destructive', rotates: false },
      ...{ refresh_revokes_previous: false, revokes: true, may_keep_password: false },
    });
    assert.deepEqual(await world.connection.capabilities('portal'), {
      ...{ flows: ['code', 'password', 'paste'], narrowing: 'destructive', rotates: true },
      ...{ refresh_revokes_previous: true, revokes: true, may_keep_password: false },
    });
  });

  it('by a password makes a personal access token, and keeps no password', async () => {
    const account = await world.signIn('alice');
    assert.deepEqual([account.name, account.grant_kind, account.scope], ['alice', 'access_token', 'write']);
    const token = await world.connection.token('awx');
    assert.deepEqual([token.expires_in, (await meOf(token.access_token)).status], [null, 200]);
    const made = (await tokensOf()).at(-1);
    assert.match(made?.description ?? '', /^Tokenwell on /);
    assert.equal(made?.application, null);
    assert.ok(!readFileSync(world.paths.database).includes(passwords.alice));
  });

  it('by a password is undone by signing out: the token works no more', async () => {
    const account = await world.signIn('alice');
    const { access_token: token } = await world.connection.token('awx');
    const { revocation, detail } = await world.connection.signOut(account.id);
    assert.deepEqual([revocation, (await meOf(token)).status], ['revoked', 401], detail);
  });

  it('by a password once more ends the token of the sign-in before, and leaves nothing behind', async () => {
    const before = (await tokensOf()).length;
    for (const profile of ['awx', 'scripts']) {
      await world.signIn('alice', profile);
      const { access_token: first } = await world.connection.token(profile);
      await world.signIn('alice', profile);
      const { access_token: second } = await world.connection.token(profile);
      await untilEnded(first);
      assert.equal((await meOf(second)).status, 200);
    }
    assert.equal((await tokensOf()).length, before + 2);
  });

  it('once more leaves a token that was pasted to the person', async () => {
    const { body } = await server.ask(...(['/api/v2/users/2/personal_tokens/', { user: 'alice' }] as const), {
      ...{ method: 'POST', body: { scope: 'write' } },
    });
    await world.start({ profile: 'awx', flow: 'paste', refresh_token: String(body.token) });
    await world.signIn('alice');
    const { access_token: token } = await world.connection.token('awx');
    await world.signIn('alice');
    await untilEnded(token);
    assert.equal((await meOf(String(body.token))).status, 200);
  });

  it('once more tells what lives on of the sign-in before, and so does the status', async () => {
    const environment = environmentOf(world.home);
    const login = () =>
      runCli(['login', 'reader', '--flow', 'password', '--user', 'alice'], {
        ...{ environment, input: `${passwords.alice}\n` },
      });
    assert.equal((await login()).stderr, '');
    const { code, stderr } = await login();
    assert.equal(code, 0);
    assert.match(stderr, /The sign-in before: A token of the scope read cannot end itself: delete token \d+ in your/);
    const { stdout } = await runCli(['status'], { environment });
    assert.match(stdout, /reader \(alice\): the sign-in before lives on: A token of the scope read/);
  });

  it('tells plainly that a token of the scope read cannot end itself', async () => {
    const account = await world.signIn('alice', 'reader');
    const { revocation, detail } = await world.connection.signOut(account.id);
    assert.equal(revocation, 'failed');
    assert.match(detail, /scope read cannot end itself: delete token \d+ in your list/);
  });

  it('with a wrong password is refused with words, and nothing is stored', async () => {
    for (const profile of ['awx', 'scripts']) {
      await assert.rejects(
        world.connection.startSignIn({ profile, flow: 'password', username: 'alice', password: 'canary-wrong' }),
        refusedWith('authorization_server_refused', /refuses this user name and password/),
      );
    }
    assert.deepEqual((await world.connection.accounts()).accounts, []);
  });

  it('of a user from LDAP is refused with the setting that would allow it', async () => {
    for (const profile of ['awx', 'scripts']) {
      await assert.rejects(
        world.signIn('ext', profile),
        refusedWith('not_permitted', /ALLOW_OAUTH2_FOR_EXTERNAL_USERS/),
      );
    }
  });

  it('by the password grant of an application gives a pair, which a refresh replaces', async () => {
    const account = await world.signIn('alice', 'scripts');
    assert.deepEqual([account.grant_kind, account.scope], ['refresh_token', 'read write']);
    const first = await world.connection.token('scripts');
    assert.ok((first.expires_in ?? 0) > 1e9);
    const { access_token: second } = await world.connection.token('scripts', {
      rejected: await sha256(first.access_token),
    });
    assert.notEqual(second, first.access_token);
    assert.deepEqual([(await meOf(first.access_token)).status, (await meOf(second)).status], [401, 200]);
    assert.equal((await world.connection.signOut(account.id)).revocation, 'revoked');
    assert.equal((await meOf(second)).status, 401);
  });

  it('refuses a narrower scope, which would shrink the grant for good', async () => {
    await world.signIn('alice', 'scripts');
    await assert.rejects(world.connection.token('scripts', { scope: 'read' }), refusedWith('narrowing_refused'));
  });

  it('says what it means that a refresh fails after the access token was revoked', async () => {
    await world.signIn('alice', 'scripts');
    const { access_token: token } = await world.connection.token('scripts');
    const id = (await tokensOf()).at(-1)?.id;
    assert.equal((await server.ask(`/api/v2/tokens/${id}/`, { user: 'alice' }, { method: 'DELETE' })).status, 204);
    await assert.rejects(
      world.connection.token('scripts', { rejected: await sha256(token) }),
      refusedWith('authorization_server_unavailable', /HTTP 500.*access token was revoked there/),
    );
  });

  it('by the code flow of an application works with its secret, and with PKCE', async () => {
    const started = await world.connection.startSignIn({
      ...{ profile: 'portal', flow: 'code', redirect_uri: 'http://127.0.0.1/callback' },
      client_secret: 'canary-portal-secret',
    });
    const callback = await server.authorize(started.authorization_uri ?? '', 'alice');
    const { account, error } = await world.end(
      await world.connection.redeemSignIn(started.id, { callback_url: callback.href }),
    );
    assert.deepEqual([account?.name, error], ['alice', null]);
    assert.match(started.authorization_uri ?? '', /code_challenge_method=S256/);
    assert.equal((await meOf((await world.connection.token('portal')).access_token)).status, 200);
  });

  it('by a pasted token serves it, and never tells that it has ended one that it cannot name', async () => {
    const { body } = await server.ask(...(['/api/v2/users/2/personal_tokens/', { user: 'alice' }] as const), {
      method: 'POST',
      body: { scope: 'write' },
    });
    const account = await world.start({ profile: 'awx', flow: 'paste', refresh_token: `${body.token}\n` });
    assert.equal(account.name, 'alice');
    assert.equal((await world.connection.token('awx')).access_token, body.token);
    const { revocation, detail } = await world.connection.signOut(account.id);
    assert.equal(revocation, 'failed');
    assert.match(detail, /does not tell which of your tokens this is/);
    await assert.rejects(
      world.start({ profile: 'awx', flow: 'paste', refresh_token: 'canary-nonsense' }),
      refusedWith('authorization_server_refused', /does not take this token/),
    );
  });

  it('ends as signed out once somebody has revoked the token and an API has refused it', async () => {
    await world.signIn('alice');
    const { access_token: token } = await world.connection.token('awx');
    const id = (await tokensOf()).at(-1)?.id;
    await server.ask(`/api/v2/tokens/${id}/`, { user: 'alice' }, { method: 'DELETE' });
    await assert.rejects(world.connection.token('awx', { rejected: await sha256(token) }), refusedWith('signed_out'));
  });

  it('on the command line is all that the real awx command needs under `tokenwell run`', async () => {
    const environment = environmentOf(world.home);
    const login = await runCli(['login', 'awx', '--flow', 'password', '--user', 'alice'], {
      ...{ environment, input: `${passwords.alice}\n` },
    });
    assert.equal(login.code, 0, login.stderr);
    const command = ['run', 'awx', '--', awxProgram(), 'me', '-f', 'json'];
    const { code, stdout, stderr } = await runCli(command, { environment });
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /"username": "alice"/);
  });

  it('gives the real awx command a token that it works with, and shows it what was made here', async () => {
    const account = await world.signIn('admin');
    const description = 'made by the daemon';
    await world.connection.createLongLivedToken(account.id, {
      ...{ kind: 'personal_access_token', values: { description, scope: 'read' } },
    });
    const { access_token: token } = await world.connection.token('awx');
    const environment = { CONTROLLER_HOST: server.address, CONTROLLER_OAUTH_TOKEN: token };
    assert.equal(JSON.parse(await runAwxCli(['me'], environment)).results[0].username, 'admin');
    const listed = JSON.parse(await runAwxCli(['tokens', 'list', '--all'], environment));
    assert.ok(listed.results.some((one: { description: string }) => one.description === description));
  });
});
