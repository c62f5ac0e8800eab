import assert from 'node:assert/strict';
import { type AwxServer, passwords, runAwxCli, startAwx } from '../support/awx.ts';

describe('the stand-in of AWX, for the real awx command', () => {
  let server: AwxServer;
  before(async () => {
    server = await startAwx();
  });
  after(() => server.close());

  async function signIn(as: keyof typeof passwords): Promise<(...parameters: string[]) => Promise<unknown>> {
    const host = { CONTROLLER_HOST: server.address };
    const credentials = { CONTROLLER_USERNAME: as, CONTROLLER_PASSWORD: passwords[as] };
    const { token } = JSON.parse(await runAwxCli(['login', '-f', 'json'], { ...host, ...credentials }));
    return async (...parameters) => {
      const output = await runAwxCli(parameters, { ...host, CONTROLLER_OAUTH_TOKEN: token });
      return output.trim() && JSON.parse(output);
    };
  }

  it('is good enough to sign in, and to make, list, change and delete tokens', async () => {
    const awx = await signIn('alice');
    const made = (await awx('tokens', 'create', '--description', 'x', '--scope', 'read')) as Record<string, unknown>;
    assert.match(String(made.token), /^\w{30}$/);
    const id = String(made.id);
    const changed = (await awx('tokens', 'modify', id, '--description', 'y')) as Record<string, unknown>;
    assert.deepEqual([changed.description, changed.token], ['y', '************']);
    await awx('tokens', 'delete', id);
    const { results } = (await awx('tokens', 'list')) as { results: { description: string }[] };
    assert.deepEqual(
      results.map(({ description }) => description),
      ['AWX CLI'],
    );
  });

  it('is good enough to make and list applications', async () => {
    const awx = await signIn('admin');
    const type = ['--client_type', 'confidential', '--authorization_grant_type', 'password'];
    await awx('applications', 'create', '--name', 'pipeline', '--organization', '1', ...type);
    const { results } = (await awx('applications', 'list')) as { results: { name: string; client_secret?: string }[] };
    assert.equal(results.find(({ name }) => name === 'pipeline')?.client_secret, '************');
  });

  it('turns users from LDAP away, as AWX does', async () => {
    await assert.rejects(signIn('ext'));
    const path = '/api/v2/users/3/personal_tokens/';
    const { status, body } = await server.ask(path, { user: 'ext' }, { method: 'POST', body: { scope: 'write' } });
    assert.deepEqual([status, /external authentication provider/.test(String(body.detail))], [403, true]);
  });
});
