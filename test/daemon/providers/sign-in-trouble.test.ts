/** What can go wrong at a sign-in, for each kind of system: a clear sentence, nothing lost, nothing stored. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ProfileDefinitionInput, SignInCreation } from '../../../daemon/api.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../../support/authorization-server.ts';
import { startTestDaemon, type TestDaemon } from '../../support/daemon.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { signInByCode } from '../../support/sign-in.ts';
import { startTroubledServer, type Trouble, type TroubledAnswer } from '../../support/troubled-server.ts';

type Paths = Record<string, TroubledAnswer>;

interface Kind {
  definition(origin: string): ProfileDefinitionInput;
  flow: 'device' | 'password';
  /** As far as the credentials all is well; these are refused. */
  refusing: Paths;
  /** As far as the answer that brings what was asked for; that breaks off. */
  breaking: Paths;
}

const password = 'canary-password';
const json = (status: number, body: object, cut = false): TroubledAnswer => ({ status, body, cut });
const broken = (status: number) => json(status, { access_token: 'canary-token', refresh_token: 'canary-token' }, true);

function openid(path: string): Kind {
  const metadata = json(200, {
    ...{ issuer: `ORIGIN${path}`, token_endpoint: `ORIGIN${path}/token` },
    ...{ device_authorization_endpoint: `ORIGIN${path}/device`, authorization_endpoint: `ORIGIN${path}/authorize` },
    ...{ response_types_supported: ['code'], subject_types_supported: ['public'], jwks_uri: `ORIGIN${path}/keys` },
    id_token_signing_alg_values_supported: ['RS256'],
  });
  const discovery = { [`GET ${path}/.well-known/openid-configuration`]: metadata };
  return {
    definition: (origin) => ({ issuer: `${origin}${path}`, client_id: 'client-tools' }),
    flow: 'device',
    refusing: { ...discovery, [`POST ${path}/device`]: json(401, { error: 'invalid_client' }) },
    breaking: { ...discovery, [`POST ${path}/device`]: json(200, { device_code: 'canary-token' }, true) },
  };
}

const refusedByAwx = json(401, { detail: 'Invalid username/password.' });
const kinds: Record<string, Kind> = {
  oidc: openid(''),
  provena: openid('/auth/realms/demo'),
  oauth2: {
    definition: (origin) => ({
      ...{ issuer: origin, client_id: 'tool' },
      endpoints: { token: `${origin}/token`, device_authorization: `${origin}/device` },
    }),
    flow: 'device',
    refusing: { 'POST /device': json(401, { error: 'invalid_client' }) },
    breaking: { 'POST /device': json(200, { device_code: 'canary-token' }, true) },
  },
  tapis: {
    definition: (origin) => ({ provider: 'tapis', issuer: origin, client_id: 'tokenwell' }),
    flow: 'password',
    refusing: { 'POST /clients/v2': json(401, { status: 'error', message: 'canary' }) },
    breaking: {
      'POST /clients/v2': json(201, {
        ...{ status: 'success', message: '' },
        result: { name: 'made', consumerKey: 'key', consumerSecret: 'canary-secret' },
      }),
      'POST /token': broken(200),
      'DELETE /clients/v2/made': json(200, { status: 'success', result: {} }),
    },
  },
  tapis3: {
    definition: (origin) => ({ provider: 'tapis3', issuer: origin, client_id: 'none' }),
    flow: 'password',
    refusing: { 'POST /v3/oauth2/tokens': json(401, { status: 'error', message: 'canary', result: null }) },
    breaking: { 'POST /v3/oauth2/tokens': broken(200) },
  },
  nomad: {
    definition: (origin) => ({ provider: 'nomad', issuer: origin, client_id: 'tokenwell' }),
    flow: 'password',
    refusing: { 'POST /api/v1/auth/token': json(401, { detail: 'canary' }) },
    breaking: { 'POST /api/v1/auth/token': broken(200) },
  },
  awx: {
    definition: (origin) => ({ provider: 'awx', issuer: origin, client_id: 'none', scope: 'write' }),
    flow: 'password',
    refusing: { 'GET /api/v2/tokens/': refusedByAwx, 'GET /api/v2/me/': refusedByAwx },
    breaking: {
      'GET /api/v2/tokens/': refusedByAwx,
      'GET /api/v2/me/': json(200, { results: [{ id: 2, username: 'alice' }] }),
      'POST /api/v2/users/2/personal_tokens/': broken(201),
    },
  },
};

const page: Trouble = {
  status: 200,
  type: 'text/html',
  body: '<html><script>canary-page</script>Log in to the guest network',
};
const outOfOrder: Trouble = { status: 500, type: 'text/html', body: '<h1>canary-traceback</h1>' };

describe('a sign-in', () => {
  let lab: AuthorizationServer;
  let clock: FakeClock;
  let test: TestDaemon | undefined;

  before(async () => {
    lab = await startAuthorizationServer();
  });
  after(() => lab.close());
  afterEach(() => test?.close());

  /** Somebody is signed in at another server already; then this sign-in fails. Resolves with what is told. */
  async function attempt({ definition, flow }: Kind, origin: string, meanwhile = async () => {}) {
    clock = new FakeClock(Date.now());
    const other = { issuer: lab.issuer, client_id: lab.clientId };
    test = await startTestDaemon({ clock, profiles: { lab: other, troubled: definition(origin) } });
    const { connection, paths } = test;
    const { id } = await signInByCode(connection, lab);
    const wish: SignInCreation = {
      profile: 'troubled',
      flow,
      ...(flow === 'password' && { username: 'alice', password }),
    };
    const failed = connection.startSignIn(wish).then(
      () => assert.fail('nobody should be signed in'),
      (error: { code: string; message: string }) => error,
    );
    await meanwhile();
    const { code, message } = await failed;
    assert.deepEqual(
      (await connection.accounts()).accounts.map((account) => [account.id, account.state]),
      [[id, 'signed_in']],
    );
    assert.ok((await connection.token('lab')).access_token);
    assert.deepEqual(
      (await connection.signIns()).sign_ins.filter(({ state }) => state === 'waiting'),
      [],
    );
    assert.doesNotMatch(readFileSync(paths.database, 'latin1'), /canary/);
    assert.doesNotMatch(message, /canary|<|\n/);
    assert.match(message, /^[A-Z0-9].{20,}[.]$/);
    return { code, message };
  }

  async function at(kind: Kind, trouble: Trouble, paths: Paths = {}) {
    const server = await startTroubledServer(trouble, paths);
    try {
      const told = await attempt(kind, server.origin, async () => {
        if (trouble) return;
        await server.ignored;
        await clock.advance(60_000);
      });
      assert.ok(told.message.includes(new URL(server.origin).host), told.message);
      return { ...told, received: server.received };
    } finally {
      await server.close();
    }
  }

  for (const [name, kind] of Object.entries(kinds)) {
    describe(`by the kind ${name}`, () => {
      it('tells bad credentials', async () => {
        const { code, message } = await at(kind, { status: 404, body: {} }, kind.refusing);
        assert.match(message, /user name and password|does not know this client/);
        assert.match(code, /^(authorization_server_refused|not_permitted)$/);
      });

      it('tells that a host is not known', async () => {
        const { code, message } = await attempt(kind, 'https://no-such-host.invalid');
        assert.equal(code, 'authorization_server_unavailable');
        assert.match(message, /no-such-host\.invalid/);
      });

      it('tells the web page of a proxy', async () => {
        const { code, message } = await at(kind, page);
        assert.equal(code, 'authorization_server_broken');
        assert.match(message, /web page/);
      });

      it('tells that a server is out of order', async () => {
        const { code, message } = await at(kind, outOfOrder);
        assert.equal(code, 'authorization_server_unavailable');
        assert.match(message, /HTTP 500/);
      });

      it('tells an answer that breaks off, and leaves nothing behind', async () => {
        const { code, received } = await at(kind, { status: 404, body: {} }, kind.breaking);
        assert.match(code, /^authorization_server_(unavailable|broken)$/);
        const [made] = Object.keys(kind.breaking).filter((path) => path.startsWith('DELETE '));
        if (made) assert.ok(received.includes(made), received.join());
      });

      it('tells that no answer came', async () => {
        const { code, message } = await at(kind, null);
        assert.equal(code, 'authorization_server_unavailable');
        assert.match(message, /not answer|no answer|too long/i);
      });
    });
  }
});
