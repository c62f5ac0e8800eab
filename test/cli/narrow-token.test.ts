import assert from 'node:assert/strict';
import { rewrite, startAuthorizationServer } from '../support/authorization-server.ts';
import { environmentOf, startTestDaemon } from '../support/daemon.ts';
import { signInByCode } from '../support/sign-in.ts';
import { runCli } from './run-cli.ts';

describe('tokenwell token --scope', () => {
  it('prints a token with more than was asked for, and warns of it', async () => {
    const server = await startAuthorizationServer();
    const scope = 'openid offline_access read write';
    const lab = { issuer: server.issuer, client_id: server.clientId, scope, narrowing: 'safe' as const };
    const daemon = await startTestDaemon({ profiles: { lab } });
    try {
      await signInByCode(daemon.connection, server);
      const token = (scopes: string) =>
        runCli(['token', 'lab', '--scope', scopes], { environment: environmentOf(daemon.home) });
      assert.deepEqual([(await token('read')).code, (await token('read')).stderr], [0, '']);
      server.faults.next(
        'token',
        rewrite((body) => ({ ...body, scope })),
      );
      const { code, stdout, stderr } = await token('write');
      assert.equal(code, 0);
      assert.match(stdout, /^\S+\n$/);
      assert.equal(stderr, `Warning: the server gave more than "write": the token has "${scope}".\n`);
    } finally {
      await daemon.close();
      await server.close();
    }
  });
});
