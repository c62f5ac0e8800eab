import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { connection, daemonPid, endDaemon, session, sessionsChange, signInPermitted, writeProfile } from './world.ts';

describe('sessions for other extensions', () => {
  let server: AuthorizationServer;
  beforeEach(async () => {
    server = await startAuthorizationServer();
    writeProfile(server);
  });
  afterEach(async () => {
    await endDaemon();
    await server.close();
  });

  it('are none where nobody is signed in, and asking starts no daemon', async () => {
    assert.equal(await session('profile:lab'), undefined);
    assert.equal(daemonPid(), null);
  });

  it('carry the token that the daemon serves, however early they are asked for', async () => {
    const account = await signInPermitted(server);
    const given = await session('profile:lab');
    const { access_token: served } = await connection.token('lab');
    assert.equal(given?.id, account.id);
    assert.equal(given.account.label, 'alice · lab');
    assert.deepEqual(given.scopes, ['profile:lab']);
    assert.equal(given.accessToken, served);
    assert.equal((await server.userinfo(served))?.preferred_username, 'alice');
  });

  it('are of the profile that is asked for, and of no other', async () => {
    await signInPermitted(server);
    assert.equal(await session('profile:other'), undefined);
    assert.ok(await session());
  });

  it('are not given for scopes that the sign-in does not cover', async () => {
    await signInPermitted(server);
    assert.equal(await session('profile:lab', 'write'), undefined);
  });

  it('list every account', async () => {
    await signInPermitted(server, 'alice');
    await signInPermitted(server, 'bob');
    await session();
    const accounts = await vscode.authentication.getAccounts('tokenwell');
    assert.deepEqual(accounts.map(({ label }) => label).sort(), ['alice · lab', 'bob · lab']);
  });

  it('change at a renewal, and then carry the new token', async () => {
    server.settings.accessTokenLife = 4;
    await signInPermitted(server);
    const before = await session('profile:lab');
    await sessionsChange();
    const after = await session('profile:lab');
    assert.ok(before && after);
    assert.notEqual(after.accessToken, before.accessToken);
    assert.ok(await server.userinfo(after.accessToken));
  });

  it('change at a sign-out, and then are none', async () => {
    const account = await signInPermitted(server);
    assert.ok(await session('profile:lab'));
    const changed = sessionsChange();
    await connection.signOut(account.id);
    await changed;
    assert.equal(await session('profile:lab'), undefined);
  });
});
