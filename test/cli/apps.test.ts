import assert from 'node:assert/strict';
import type { AccountCapabilities, Application, Field, FieldValues } from '../../daemon/api.ts';
import type {
  ApplicationService,
  LongLivedTokenService,
  OneTimeValueService,
  Services,
} from '../../daemon/services.ts';
import { type AuthorizationServer, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon, type TestDaemon } from '../support/daemon.ts';
import { signIn } from '../support/sign-in.ts';
import { runCli, startInTerminal } from './run-cli.ts';

const field = (name: string, type: Field['type'], change: Partial<Field> = {}): Field => ({
  ...{ name, label: name, help: '', type, required: false, default: null, choices: [], free: false, maximum: null },
  ...change,
});

/** What OpenID Connect servers do not have: applications, and tokens that are made by filling in a form. */
describe('the tokenwell command at a server that has all there is', () => {
  let server: AuthorizationServer;
  let daemon: TestDaemon;
  let calls: [string, ...unknown[]][];
  let apps: Application[];

  const capabilities: AccountCapabilities = {
    token_kinds: [
      {
        ...{ kind: 'pat', label: 'Personal access token', description: 'For scripts.', edit: [], recorded: 'server' },
        revocation: { possible: true, detail: 'Scripts stop.' },
        create: {
          ...{ by: 'form', flows: [], warning: 'It acts as you.' },
          fields: [
            field('description', 'text', { required: true }),
            field('lifetime', 'duration', { maximum: 30 * 86_400 }),
            field('write', 'boolean'),
          ],
        },
      },
    ],
    applications: {
      ...{ label: 'Applications', description: 'Programs of yours.', subscriptions: true },
      create: [
        field('name', 'text', { required: true }),
        field('type', 'choice', { choices: choices('web', 'native') }),
      ],
      edit: [field('description', 'text')],
    },
    notes: [],
  };
  const app = (id: string, name: string, change: Partial<Application> = {}): Application => ({
    ...{ id, name, description: '', client_id: `client-${id}`, created_at: null, properties: [], values: {} },
    ...{ in_use: false, actions: ['edit', 'delete', 'revoke_tokens'], ...change },
  });
  const value = { id: 'v', expires_at: 0, parts: ['client_secret'], may_keep: false, warning: 'It is a secret.' };

  before(async () => {
    server = await startAuthorizationServer();
    daemon = await startTestDaemon({ profiles: { lab: { issuer: server.issuer, client_id: server.clientId } } });
    await signIn(daemon, server);
    const note = <Value>(result: Value, ...call: [string, ...unknown[]]) => {
      calls.push(call);
      return result;
    };
    const { services } = daemon.daemon;
    Object.assign(services.applications, {
      giveCredentials: async () => {},
      forgetCredentials: () => {},
      list: async () => apps,
      create: async (_account: string, { values }: { values: FieldValues }) =>
        note({ application: app('3', String(values.name)), one_time_value: value }, 'create', values),
      edit: async (_account: string, id: string, { values }: { values: FieldValues }) =>
        note(app(id, 'pipeline'), 'edit', id, values),
      delete: async (_account: string, id: string) => note({ application: id, detail: 'It is gone.' }, 'delete', id),
      revokeTokens: async (_account: string, id: string) => note({ application: id, detail: 'Ended 3.' }, 'revoke', id),
      subscriptions: async () => [{ name: 'Files', description: 'Store files' }],
      subscribe: async (_account: string, id: string, name: string) => note(undefined, 'subscribe', id, name),
      unsubscribe: async (_account: string, id: string, name: string) => note(undefined, 'unsubscribe', id, name),
    } satisfies ApplicationService);
    Object.assign(services.oneTimeValues, {
      accountOf: () => 'nobody',
      show: () => ({ parts: [{ name: 'client_secret', label: 'Client secret', value: 'canary-app-secret' }] }),
      forget: (id: string) => note(undefined, 'forget', id),
    } satisfies Partial<OneTimeValueService>);
    Object.assign(services.longLivedTokens, {
      capabilities: async () => capabilities,
      list: async () => [],
      create: async (_account: string, creation: object) =>
        note({ token: null, one_time_value: null, sign_in: null }, 'make', creation),
    } satisfies Partial<LongLivedTokenService>);
  });
  beforeEach(() => {
    calls = [];
    apps = [app('1', 'pipeline'), app('2', 'notebook', { in_use: true, actions: [] })];
  });
  after(async () => {
    await daemon.close();
    await server.close();
  });

  const run = (...args: string[]) => runCli(args, { environment: environmentOf(daemon.home) });

  it('lists applications without a secret', async () => {
    const { code, stdout } = await run('apps', 'list', 'lab');
    assert.equal(code, 0);
    assert.match(stdout, /pipeline +client-1/);
    assert.match(stdout, /notebook \(this sign-in\)/);
  });

  it('makes one, and shows its secret once', async () => {
    const { code, stdout, stderr } = await run('apps', 'create', 'lab', '--set', 'name=mine', '--set', 'type=web');
    assert.deepEqual({ code, stdout }, { code: 0, stdout: 'canary-app-secret\n' }, stderr);
    assert.deepEqual(calls, [
      ['create', { name: 'mine', type: 'web' }],
      ['forget', 'v'],
    ]);
    const wrong = await run('apps', 'create', 'lab', '--set', 'name=mine', '--set', 'type=car');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /must be one of: web, native/);
  });

  it('changes one, and says what can be changed where nothing was named', async () => {
    assert.equal((await run('apps', 'edit', 'lab', 'pipeline', '--description', 'new')).code, 0);
    assert.deepEqual(calls, [['edit', '1', { description: 'new' }]]);
    const { code, stderr } = await run('apps', 'edit', 'lab', 'pipeline');
    assert.equal(code, 2);
    assert.match(stderr, /What can be changed: description/);
  });

  it('asks before it deletes or revokes, and says what happened', async () => {
    assert.equal((await run('apps', 'delete', 'lab', 'pipeline')).code, 2);
    assert.deepEqual(calls, []);
    assert.match((await run('apps', 'delete', 'lab', 'pipeline', '--yes')).stdout, /It is gone\./);
    assert.match((await run('apps', 'revoke-tokens', 'lab', '1', '--yes')).stdout, /Ended 3\./);
    assert.deepEqual(calls, [
      ['delete', '1'],
      ['revoke', '1'],
    ]);
    assert.equal((await run('apps', 'delete', 'lab', 'notebook', '--yes')).code, 1);
  });

  it('subscribes to an API and ends it', async () => {
    assert.match((await run('apps', 'subscriptions', 'lab', 'pipeline')).stdout, /Files +Store files/);
    await run('apps', 'subscribe', 'lab', 'pipeline', 'Jobs');
    await run('apps', 'unsubscribe', 'lab', 'pipeline', 'Jobs');
    assert.deepEqual(calls, [
      ['subscribe', '1', 'Jobs'],
      ['unsubscribe', '1', 'Jobs'],
    ]);
  });

  it('takes durations as people type them, up to what the server allows', async () => {
    const create = (expires: string) =>
      run('tokens', 'create', 'lab', '--description', 'x', '--expires', expires, '--yes');
    const long = await create('31d');
    assert.equal(long.code, 2);
    assert.match(long.stderr, /31d is longer than this server allows: at most 30 d \(2592000 s\)/);
    assert.match((await create('soon')).stderr, /"soon" is no duration: write 30d, 12h/);
    await create('1d12h');
    assert.deepEqual(calls, [['make', { kind: 'pat', values: { description: 'x', lifetime: 129_600 } }]]);
  });

  it('asks on a terminal for what is needed', async () => {
    const cli = startInTerminal(['apps', 'create', 'lab'], { environment: environmentOf(daemon.home) });
    await cli.shows(/name: /);
    cli.type('typed\r');
    const { code, stdout } = await cli.end();
    assert.equal(code, 0);
    assert.match(stdout, /This is shown once, now\. It is a secret\.[^]*canary-app-secret/);
    assert.deepEqual(calls[0], ['create', { name: 'typed' }]);
  });
});

function choices(...values: string[]): Field['choices'] {
  return values.map((one) => ({ value: one, label: one, help: '' }));
}
