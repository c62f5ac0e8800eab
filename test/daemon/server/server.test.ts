import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { silentLog } from '../../../daemon/log.ts';
import { createApplication } from '../../../daemon/server/application.ts';
import { keyId } from '../../../daemon/server/client-keys.ts';
import { usualLimits } from '../../../daemon/server/limits.ts';
import { proofOf } from '../../../daemon/server/proof.ts';
import { routeTable } from '../../../daemon/server/route-table.ts';
import type { ServerContext } from '../../../daemon/server/server-context.ts';
import { fakeAccount, fakePermission, fakeServices, fakeSignIn, fakeToken } from '../../support/fake-services.ts';
import { type ServerUnderTest, serverUnderTest } from '../../support/server-under-test.ts';

const definition = { issuer: 'https://auth.example.org', client_id: 'lab-client' };

describe('the server', () => {
  let tested: ServerUnderTest;
  beforeEach(async () => {
    tested = await serverUnderTest();
  });
  afterEach(() => tested.end());

  it('serves exactly the calls of the route table', () => {
    const context = { services: fakeServices() } as unknown as ServerContext;
    const application = createApplication(context, usualLimits, silentLog) as unknown as {
      router: { stack: { route?: { path: string; methods: Record<string, true> } }[] };
    };
    const served = application.router.stack.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`) : [],
    );
    // The token route stands ahead of Express; token-route.test.ts has it.
    const told = routeTable
      .map(({ method, path }) => `${method} ${path}`)
      .filter((call) => call !== 'get /v1/token/{profile}');
    assert.deepEqual(served.sort(), told.sort());
  });

  it('answers each call on the owner socket as the route table says', async () => {
    const bodies: Record<string, unknown> = {
      'post /v1/profiles': { name: 'lab', definition },
      'patch /v1/profiles/{name}': { scope: 'openid offline_access', proxy: null },
      'post /v1/discoveries': { address: 'auth.example.org' },
      'post /v1/sign-ins': { profile: 'lab' },
      'post /v1/sign-ins/{id}/callback': { callback_url: 'http://127.0.0.1:1/?code=canary-code' },
      'patch /v1/settings': { exit_after_idle_hours: 1, https_proxy: null },
      'post /v1/environment': { https_proxy: 'http://proxy.example:3128' },
      'post /v1/store/unlock': { passphrase: 'canary-passphrase' },
      'post /v1/store/migration': { to: 'keyfile' },
      'post /v1/systems/{name}/profile': { values: {} },
      'post /v1/imports': { materials: [{ place: 'token.txt', text: 'canary-refresh-token' }] },
      'post /v1/imports/{id}/take': {},
      'post /v1/accounts/{account}/tokens': { kind: 'offline_token' },
      'patch /v1/accounts/{account}/tokens/{id}': { values: { description: 'weekly job' } },
      'post /v1/one-time-values/{id}/keep': { profile: 'nightly' },
      'post /v1/export-checks': { target: 'vault' },
      'post /v1/one-time-values/{id}/export': { target: 'vault' },
      'post /v1/accounts/{account}/tokens/{id}/export': { target: 'vault', confirmed: true },
      'post /v1/accounts/{account}/application-credentials': { values: { password: 'canary-password' } },
      'post /v1/accounts/{account}/applications': { values: { name: 'pipeline' } },
      'patch /v1/accounts/{account}/applications/{id}': { values: { name: 'pipeline' } },
      'post /v1/accounts/{account}/applications/{id}/subscriptions': { name: 'Files' },
      'post /v1/permissions': { workspace: null, account: fakeAccount.id, decision: 'deny' },
      'post /v1/workspaces': { window: 'w', trusted: true, workspaces: [] },
      'post /v1/diagnoses': { profile: 'lab' },
      'post /v1/client-keys': { workspace: '/home/alice/project' },
    };
    const ids: Record<string, string> = { profile: 'lab', name: 'lab' };
    for (const route of routeTable.filter(({ status }) => status !== 101)) {
      const id =
        { 'sign-ins': fakeSignIn.id, permissions: fakePermission.id }[route.path.split('/')[2] ?? ''] ?? fakeAccount.id;
      const query = route.path === '/v1/proof' ? `?nonce=${'n'.repeat(16)}&key_id=${keyId(tested.key)}` : '';
      const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? id) + query;
      const name = `${route.method} ${route.path}`;
      const answer = await tested.overSocket({ method: route.method.toUpperCase(), path, json: bodies[name] });
      assert.equal(answer.status, route.status, `${name}: ${answer.body}`);
      assert.equal(answer.headers['cache-control'], 'no-store', name);
      if (route.response) route.response.parse(JSON.parse(answer.body));
      else assert.equal(answer.body, '');
    }
  });

  it('tells what it proves: the key, the port and this start', async () => {
    const nonce = 'a'.repeat(43);
    const answer = await tested.overTcp({ path: `/v1/proof?nonce=${nonce}&key_id=${keyId(tested.key)}` });
    const { port } = tested.server;
    assert.deepEqual(JSON.parse(answer.body), {
      proof: proofOf(tested.key, nonce, port as number, 'start-1'),
      port,
      start_id: 'start-1',
    });
  });

  it('proves nothing for a nonce out of bounds or a key that is not ours', async () => {
    const id = keyId(tested.key);
    for (const query of [
      '',
      `nonce=short&key_id=${id}`,
      `nonce=${'n'.repeat(129)}&key_id=${id}`,
      `nonce=${'n'.repeat(20)}&nonce=b&key_id=${id}`,
    ]) {
      assert.equal((await tested.overTcp({ path: `/v1/proof?${query}` })).status, 400, query);
    }
    const stranger = await tested.overTcp({ path: `/v1/proof?nonce=${'n'.repeat(20)}&key_id=0000000000000000` });
    assert.equal(stranger.status, 401);
  });

  it('gives a workspace its own client key, which opens TCP', async () => {
    const create = () =>
      tested.overSocket({ method: 'POST', path: '/v1/client-keys', json: { workspace: '/home/alice/p' } });
    const first = JSON.parse((await create()).body);
    assert.deepEqual(JSON.parse((await create()).body), first);
    const key = readFileSync(first.key_file, 'utf8');
    assert.notEqual(key, tested.key);
    assert.equal(keyId(key), first.key_id);
    assert.equal(
      (await tested.overTcp({ path: '/v1/health', headers: { authorization: `Bearer ${key}` } })).status,
      200,
    );
  });

  it('answers other paths and methods with 404, and 405 with what is allowed', async () => {
    for (const path of [
      '/',
      '/v1',
      '/v1/profiles/',
      '/V1/profiles',
      '//v1/profiles',
      '/v1/profiles/lab/x',
      '/v1/../v1/profiles',
    ]) {
      assert.equal((await tested.overSocket({ path })).status, 404, path);
    }
    const answer = await tested.overSocket({ method: 'PUT', path: '/v1/profiles' });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.allow, 'GET, POST, HEAD');
    assert.equal((await tested.overSocket({ method: 'OPTIONS', path: '/v1/profiles' })).status, 405);
    assert.equal((await tested.overSocket({ path: '/v1/events' })).status, 400);
  });

  it('opens and closes TCP as the settings change, and tells the new address', async () => {
    await tested.end();
    const told: (number | null)[] = [];
    tested = await serverUnderTest({ onAddressChange: ({ port }) => told.push(port) });
    const { port } = tested.server;
    await tested.overSocket({ method: 'PATCH', path: '/v1/settings', json: { tcp: false } });
    assert.equal(tested.server.port, null);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/v1/health`));
    await tested.overSocket({ method: 'PATCH', path: '/v1/settings', json: { tcp: true } });
    assert.deepEqual(told, [null, tested.server.port]);
    assert.equal(
      (await tested.overTcp({ path: '/v1/health', headers: { authorization: `Bearer ${tested.key}` } })).status,
      200,
    );
  });

  it('writes a profile as the person wrote it, without defaults', async () => {
    let written: unknown;
    const { add } = tested.services.profiles;
    tested.services.profiles.add = (creation) => {
      written = creation;
      return add(creation);
    };
    await tested.overSocket({ method: 'POST', path: '/v1/profiles', json: { name: 'lab', definition } });
    assert.deepEqual(written, { name: 'lab', definition });
  });

  it('counts every admitted call as a sign of life, and no refused one', async () => {
    let calls = 0;
    tested.services.lifecycle.called = () => calls++;
    await tested.overSocket({ path: '/v1/token/lab' });
    await tested.overSocket({ path: '/v1/accounts' });
    await tested.overTcp({ path: '/v1/token/lab' });
    assert.equal(calls, 2);
  });

  it('turns a mistake of its own into a 500 that tells nothing, and logs it without its message', async () => {
    await tested.end();
    const lines: unknown[] = [];
    const log = { ...silentLog, error: (fields: object, message: string) => lines.push([fields, message]) };
    tested = await serverUnderTest({ log });
    tested.services.accounts.list = () => {
      throw new Error('canary-in-a-message');
    };
    const answer = await tested.overSocket({ path: '/v1/accounts' });
    assert.equal(answer.status, 500);
    assert.equal(JSON.parse(answer.body).code, 'internal_error');
    assert.equal(lines.length, 1);
    assert.ok(!JSON.stringify([answer, lines]).includes('canary-in-a-message'));
  });

  it('leaves neither socket nor listener behind', async () => {
    const { socket, port } = tested.server;
    assert.ok(lstatSync(socket).isSocket());
    await tested.server.close();
    assert.deepEqual(readdirSync(dirname(socket)), []);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/v1/health`));
  });

  it('lets a call under way end before it closes', async () => {
    const asked = Promise.withResolvers<void>();
    const token = Promise.withResolvers<typeof fakeToken>();
    tested.services.tokens.lookUp = () => undefined;
    tested.services.tokens.obtain = () => {
      asked.resolve();
      return token.promise;
    };
    const answer = tested.overSocket({ path: '/v1/token/lab' });
    await asked.promise;
    const closed = tested.server.close();
    token.resolve(fakeToken);
    assert.equal((await answer).status, 200);
    await closed;
  });
});
